package io.espalier.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.Augmentation;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.TrainResult;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Trains a network over a stretch of its schedule; see {@link TrainParameters}. */
@AutoService(Descriptor.class)
public final class TrainOperator implements Operator<TrainParameters> {
  @Override
  public String name() {
    return "train";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains a network; pruned weights stay zero, or as they are where they are frozen.";
  }

  @Override
  public long iterations(JsonNode parameters) {
    return Math.max(0, parameters.path("until").asLong() - parameters.path("from").asLong());
  }

  @Override
  public long outputBytes(Sizes sizes) {
    // Adam's two moments are stored beside the weights.
    return 3 * sizes.ofParameters();
  }

  @Override
  public Class<TrainParameters> parameters() {
    return TrainParameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public TrainResult run(TrainParameters parameters, StepContext context) {
    try {
      return train(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } catch (SafetensorsException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
  }

  private static TrainResult train(TrainParameters parameters, StepContext context) {
    StepNetwork network = StepNetwork.of(context, parameters.network());
    SplitData data = SplitData.of(context);
    Subset train = data.train();
    Subset validation = data.validation();
    TrainChecks.check(parameters, network.spec(), train, validation);
    EpochBatches batches = batches(parameters, network.spec(), context, train);
    @Nullable Mask mask =
        context.optionalInput("mask").map(MaskFiles::read).map(network::enter).orElse(null);
    boolean frozen = Boolean.TRUE.equals(parameters.frozen());
    Optional<StepContext.Resume> resume = context.resume();
    TrainCheckpoint checkpoint =
        resume.map(kept -> TrainCheckpoint.of(kept.state(), mask, frozen)).orElse(null);
    long from = resume.map(StepContext.Resume::iteration).orElse(parameters.from());
    TrainingState start =
        checkpoint == null ? start(context, network, mask, frozen) : checkpoint.state();
    Optimizer optimizer = optimizer(parameters.optimizer());
    int classes = data.classes();
    try (TrainedFor objective = TrainedFor.of(parameters, context, classes);
        Session session = context.executor().open(network.spec(), start, optimizer)) {
      TrainingLoop loop =
          new TrainingLoop(
              parameters,
              context,
              session,
              batches,
              objective.loss(),
              validation,
              classes,
              from,
              checkpoint);
      loop.run();
      TrainingState end = session.state();
      if (frozen && mask != null) {
        SortedMap<String, Tensor> given = Safetensors.read(context.input("weights"));
        TrainChecks.requireUnmoved(mask, network.enter(given), end.parameters());
      }
      return finish(parameters, context, network, loop, end);
    }
  }

  private static EpochBatches batches(
      TrainParameters parameters, NetworkSpec network, StepContext context, Subset train) {
    return new EpochBatches(
        train,
        parameters.batch(),
        context.random("order"),
        Augmentation.of(parameters.augment(), context),
        network.drawsRandomly() ? context.random("dropout") : null);
  }

  private static TrainResult finish(
      TrainParameters parameters,
      StepContext context,
      StepNetwork network,
      TrainingLoop loop,
      TrainingState end) {
    TrainChecks.requireFinite(
        end.parameters(), what -> TrainingLoop.diverged(parameters, parameters.until() - 1, what));
    BestWeights best = loop.best();
    Accuracy latest = loop.latest();
    SortedMap<String, Tensor> weights =
        network.leave(context, best == null ? end.parameters() : best.parameters());
    SortedMap<String, Tensor> slots = network.leaveState(end.optimizerState());
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    context.output(
        "optimizer",
        "optimizer",
        Safetensors.MEDIA_TYPE,
        out -> OptimizerFile.write(out, slots, end.optimizerSteps()));
    Double accuracy = null;
    if (latest != null) {
      int correct = best == null ? latest.correct() : best.correct();
      accuracy = (double) correct / latest.count();
    }
    return new TrainResult(
        parameters.until() - parameters.from(),
        best == null ? parameters.until() : best.iteration(),
        loop.finalLoss(),
        accuracy);
  }

  private static TrainingState start(
      StepContext context, StepNetwork network, @Nullable Mask mask, boolean frozen) {
    SortedMap<String, Tensor> weights = network.enter(Safetensors.read(context.input("weights")));
    if (mask != null && !frozen) {
      mask.applyTo(weights);
    }
    TrainingState start =
        context
            .optionalInput("optimizer")
            .map(bytes -> OptimizerFile.read(bytes, network, weights, mask))
            .orElseGet(() -> TrainingState.fresh(weights, mask));
    return frozen ? start.freezing() : start;
  }

  /** The optimizer of some parameters. */
  public static Optimizer optimizer(OptimizerParameters parameters) {
    return new Optimizer(
        Optimizer.Kind.valueOf(parameters.name().toUpperCase(Locale.ROOT)),
        parameters.momentum(),
        parameters.beta1(),
        parameters.beta2(),
        parameters.epsilon(),
        parameters.weightDecay());
  }
}

package io.espalier.admm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.data.split.Augmentation;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.SplitData;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.flat.FlatLayout;
import io.espalier.engine.flat.FlatTraining;
import io.espalier.mask.Mask;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.TrainResult;
import io.espalier.plan.protocol.Admm;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import io.espalier.train.TrainChecks;
import io.espalier.train.TrainOperator;
import io.espalier.train.TrainedFor;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Trains a network towards sparse weights; see {@link Admm} and its parameters. */
@AutoService(Descriptor.class)
public final class AdmmOperator implements Operator<Admm.Parameters> {
  @Override
  public String name() {
    return "admm";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains a network whose weights are drawn to sparse ones (ADMM).";
  }

  @Override
  public Class<Admm.Parameters> parameters() {
    return Admm.Parameters.class;
  }

  @Override
  public long iterations(JsonNode parameters) {
    JsonNode train = parameters.path("train");
    return Math.max(0, train.path("until").asLong() - train.path("from").asLong());
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public TrainResult run(Admm.Parameters parameters, StepContext context) {
    try {
      return train(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } catch (SafetensorsException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
  }

  private static TrainResult train(Admm.Parameters parameters, StepContext context) {
    NetworkSpec network = network(parameters, context);
    TrainParameters train = parameters.train();
    SplitData data = SplitData.of(context);
    FlatLayout layout =
        new FlatLayout(List.copyOf(network.parameterShapes().keySet()), network.parameterShapes());
    Mask pruned = Mask.dense(network(context, parameters), Granularity.WEIGHT, parameters.ignore());
    AdmmTerm term = new AdmmTerm(layout, pruned.names(), parameters.density(), parameters.rho());
    Optional<StepContext.Resume> resume = context.resume();
    AdmmCheckpoint start =
        resume
            .map(kept -> AdmmCheckpoint.of(kept.state()))
            .orElseGet(() -> fresh(context, layout, term));
    term.restore(start.z(), start.u());
    SortedMap<String, Tensor> own = part(start.parameters(), network, true);
    Optimizer optimizer = TrainOperator.optimizer(train.optimizer());
    FlatTraining training =
        new FlatTraining(
            layout, new TrainingState(own, null, start.optimizer(), start.steps()), optimizer);
    TrainingState opened = TrainingState.fresh(start.parameters(), null);
    try (TrainedFor objective = TrainedFor.of(train, context, data.classes());
        Session session = context.executor().open(network, opened, Optimizer.NONE)) {
      AdmmTraining loop =
          new AdmmTraining(
              parameters,
              context,
              session,
              batches(train, context, data),
              objective.loss(),
              layout,
              training,
              part(start.parameters(), network, false),
              term,
              start.losses(),
              resume.map(StepContext.Resume::iteration).orElse(train.from()));
      loop.run(network.inputSize(), data.classes());
      SortedMap<String, Tensor> weights = loop.state();
      TrainChecks.requireFinite(weights, loop::diverged);
      context.output(
          "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
      return new TrainResult(train.until() - train.from(), train.until(), loop.finalLoss(), null);
    }
  }

  private static Network network(StepContext context, Admm.Parameters parameters) {
    return context.catalog().get(Network.class, parameters.network());
  }

  private static NetworkSpec network(Admm.Parameters parameters, StepContext context) {
    NetworkSpec spec = network(context, parameters).spec();
    if (spec.drawsRandomly()) {
      throw new IllegalArgumentException(
          "network: " + spec.name() + " with dropout (expected: one that draws nothing at random)");
    }
    return spec;
  }

  private static EpochBatches batches(TrainParameters train, StepContext context, SplitData data) {
    return new EpochBatches(
        data.train(),
        train.batch(),
        context.random("order"),
        Augmentation.of(train.augment(), context),
        null);
  }

  private static AdmmCheckpoint fresh(StepContext context, FlatLayout layout, AdmmTerm term) {
    SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
    term.begin(layout.flatten(weights, ""));
    return new AdmmCheckpoint(
        weights, new TreeMap<>(), 0, term.z().clone(), term.u().clone(), new float[0]);
  }

  /** The parameters of a state, or its running statistics. */
  private static SortedMap<String, Tensor> part(
      SortedMap<String, Tensor> state, NetworkSpec network, boolean parameters) {
    SortedMap<String, Tensor> part = new TreeMap<>(state);
    part.keySet()
        .retainAll(
            parameters ? network.parameterShapes().keySet() : network.bufferShapes().keySet());
    return part;
  }
}

package io.espalier.popup;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.SplitData;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.operator.PruneResult;
import io.espalier.prune.MaskSummary;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code train_mask}: trains a score for every weight, and with them which weights are
 * kept; the weights stay as they were drawn. After Ramanujan et al. 2020 (edge-popup) and Zhou et
 * al. 2019 (supermasks); see {@link ScoredMask}.
 */
@AutoService(Descriptor.class)
public final class TrainMaskOperator implements Operator<TrainMaskOperator.Parameters> {
  /**
   * Inputs {@code weights} and {@code split}; streams {@code order} (replicate) and {@code scores}
   * (replicate, round); outputs {@code weights} (+0.0 where not kept), {@code mask} and {@code
   * scores}; result {@link Result}.
   *
   * @param network name of the network
   * @param density kept part of each layer under edge-popup; null for supermasks
   * @param scale whether weights are divided by √density before, once, so that what a layer gives
   *     has the size that it would have with all of them
   * @param learningRate of the scores, at the beginning; it goes to 0 as a cosine does
   * @param momentum of the scores
   * @param batch examples an iteration
   * @param iterations length of the training
   */
  public record Parameters(
      String network,
      @Nullable Double density,
      boolean scale,
      double learningRate,
      double momentum,
      int batch,
      long iterations) {}

  /**
   * What the mask keeps, as {@link PruneResult} says it, and how the training went.
   *
   * @param finalLoss mean training loss of the last 100 iterations, or of all if fewer
   */
  public record Result(
      long kept,
      long prunable,
      double density,
      Map<String, Long> keptByTensor,
      long iterations,
      long selectedIteration,
      double finalLoss) {}

  @Override
  public String name() {
    return "train_mask";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains which weights are kept, and leaves the weights as they are.";
  }

  @Override
  public long iterations(JsonNode parameters) {
    return parameters.path("iterations").asLong();
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters() + sizes.ofScores() + sizes.weights();
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public Result run(Parameters parameters, StepContext context) {
    Network network;
    try {
      network = context.catalog().get(Network.class, parameters.network());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    SortedMap<String, Tensor> frozen = Safetensors.read(context.input("weights"));
    Mask all = Mask.dense(network, Granularity.WEIGHT, List.of());
    scale(parameters, frozen, all);
    SplitData data = SplitData.of(context);
    EpochBatches batches =
        new EpochBatches(data.train(), parameters.batch(), context.random("order"), null, null);
    ScoredMask method =
        parameters.density() == null
            ? new ScoredMask.Bernoulli()
            : new ScoredMask.EdgePopup(parameters.density());
    ScoreTraining training =
        new ScoreTraining(
            parameters, context, method, frozen, all, data.classes(), network.spec().inputSize());
    try (Session session =
        context
            .executor()
            .open(network.spec(), TrainingState.fresh(frozen, null), Optimizer.NONE)) {
      training.run(session, batches);
    }
    Mask mask = training.mask();
    PruneResult kept = MaskSummary.of(mask);
    SortedMap<String, Tensor> weights = training.weights();
    mask.applyTo(weights);
    SortedMap<String, Tensor> scores = training.scores();
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
    context.output(
        "mask", MaskFiles.KIND, Safetensors.MEDIA_TYPE, out -> MaskFiles.write(out, mask));
    context.output(
        "scores", "scores", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, scores));
    return new Result(
        kept.kept(),
        kept.prunable(),
        kept.density(),
        kept.keptByTensor(),
        parameters.iterations(),
        parameters.iterations(),
        training.finalLoss());
  }

  private static void scale(Parameters parameters, SortedMap<String, Tensor> weights, Mask all) {
    if (parameters.scale() && parameters.density() != null) {
      double root = Math.sqrt(parameters.density());
      for (String name : all.names()) {
        float[] data = Tensors.get(weights, name).data();
        for (int i = 0; i < data.length; i++) {
          data[i] = (float) (data[i] / root);
        }
      }
    }
  }
}

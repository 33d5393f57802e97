package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularities;
import io.espalier.mask.Mask;
import io.espalier.mask.RoundMask;
import io.espalier.model.Network;
import io.espalier.operator.ScoreParameters;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code score}: asks a criterion what every prunable weight, filter or channel is worth.
 */
@AutoService(Descriptor.class)
public final class ScoreOperator implements Operator<ScoreParameters> {
  @Override
  public String name() {
    return "score";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Gives every prunable weight, filter or channel a score by a criterion.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofScores();
  }

  @Override
  public Class<ScoreParameters> parameters() {
    return ScoreParameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return parameters instanceof ScoreParameters score
        && score.allParts().stream()
            .map(part -> catalog.get(CriterionDescriptor.class, part.criterion()))
            .anyMatch(ScoreOperator::runsNetwork);
  }

  private static boolean runsNetwork(CriterionDescriptor criterion) {
    return criterion.needsData() || criterion.needsNetwork();
  }

  @Override
  public @Nullable Object run(ScoreParameters parameters, StepContext context) {
    SortedMap<String, Tensor> scores;
    try {
      Mask mask = mask(parameters, context);
      Scoring scoring = new Scoring(context, parameters);
      SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
      scores = remembered(parameters, scoring.of(weights, mask), context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    }
    context.output(
        "scores", "scores", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, scores));
    return null;
  }

  private static Mask mask(ScoreParameters parameters, StepContext context) {
    return RoundMask.of(
        context.optionalInput("mask"),
        context.catalog().get(Network.class, parameters.network()),
        Granularities.named(parameters.granularity(), parameters.otherGranularities()),
        parameters.ignore());
  }

  /**
   * The scores as they are given out: with a memory m and earlier scores, m · earlier + (1 − m) ·
   * new.
   *
   * @throws IllegalArgumentException when the earlier ones are of other shapes
   */
  private static SortedMap<String, Tensor> remembered(
      ScoreParameters parameters, SortedMap<String, Tensor> scores, StepContext context) {
    Double memory = parameters.memory();
    return memory == null
        ? scores
        : context
            .optionalInput("earlier")
            .map(bytes -> mean(memory, Safetensors.read(bytes), scores))
            .orElse(scores);
  }

  private static SortedMap<String, Tensor> mean(
      double memory, SortedMap<String, Tensor> earlier, SortedMap<String, Tensor> scores) {
    SortedMap<String, Tensor> mean = new TreeMap<>();
    scores.forEach(
        (name, tensor) -> {
          Tensor before = Tensors.get(earlier, name);
          if (!Arrays.equals(before.shape(), tensor.shape())) {
            throw new IllegalArgumentException(
                "earlier: "
                    + name
                    + " has shape "
                    + Arrays.toString(before.shape())
                    + " (expected: "
                    + Arrays.toString(tensor.shape())
                    + ")");
          }
          Tensor both = Tensor.zeros(tensor.shape());
          for (int i = 0; i < both.data().length; i++) {
            both.data()[i] = (float) (memory * before.data()[i] + (1 - memory) * tensor.data()[i]);
          }
          mean.put(name, both);
        });
    return mean;
  }
}

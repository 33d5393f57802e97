package io.espalier.score;

import io.espalier.catalog.Granularity;
import io.espalier.mask.Mask;
import io.espalier.model.NetworkSpec;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A score context of given values. Asking for gradients or random numbers that were not given is an
 * error of the criterion: it has to declare {@code needsData()} or {@code needsRandomness()}.
 */
public final class GivenScoreContext implements ScoreContext {
  private final NetworkSpec network;
  private final SortedMap<String, Tensor> parameters;
  private final Mask mask;
  private final Granularity granularity;
  private final @Nullable SortedMap<String, Tensor> gradients;
  private final @Nullable RandomSource random;

  /**
   * A context of these values.
   *
   * @param gradients null for a criterion without data
   * @param random null for a criterion that draws nothing
   */
  public GivenScoreContext(
      NetworkSpec network,
      SortedMap<String, Tensor> parameters,
      Mask mask,
      Granularity granularity,
      @Nullable SortedMap<String, Tensor> gradients,
      @Nullable RandomSource random) {
    this.network = network;
    this.parameters = Collections.unmodifiableSortedMap(parameters);
    this.mask = mask;
    this.granularity = granularity;
    this.gradients = gradients;
    this.random = random;
  }

  @Override
  public NetworkSpec network() {
    return network;
  }

  @Override
  public SortedMap<String, Tensor> parameters() {
    return parameters;
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Granularity granularity() {
    return granularity;
  }

  @Override
  public SortedMap<String, Tensor> gradients() {
    if (gradients == null) {
      throw new IllegalStateException("gradients: the criterion does not declare needsData()");
    }
    return gradients;
  }

  @Override
  public RandomSource random() {
    if (random == null) {
      throw new IllegalStateException(
          "random numbers: the criterion does not declare needsRandomness()");
    }
    return random;
  }
}

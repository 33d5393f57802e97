package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code weight_correlation}: inputs {@code weights} and {@code trained} with their
 * places, and {@code mask} for those that have one; measures {@code weight_correlation}.
 *
 * @param network name of the network
 * @param fractions p of R_p, each in (0, 1)
 * @param against the arm whose trained weights all are laid against, null where each is laid
 *     against the trained ones of its own place
 * @param live true where weights of the first layer count only on inputs that are other than 0 for
 *     some training example, which takes the input {@code split}; null where all do
 */
public record WeightCorrelationParameters(
    String network,
    List<Double> fractions,
    @Nullable String against,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean live) {
  public WeightCorrelationParameters {
    fractions = List.copyOf(fractions);
  }

  /** All weights of the first layer count. */
  public WeightCorrelationParameters(
      String network, List<Double> fractions, @Nullable String against) {
    this(network, fractions, against, null);
  }
}

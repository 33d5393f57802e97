package io.espalier.operator;

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
 */
public record WeightCorrelationParameters(
    String network, List<Double> fractions, @Nullable String against) {
  public WeightCorrelationParameters {
    fractions = List.copyOf(fractions);
  }
}

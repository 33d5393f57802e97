package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code rewind}: inputs {@code weights} (θ_k) and {@code mask}, and {@code trained} (θ_T)
 * where pruned weights go by their movement; output {@code weights}, bit-equal to θ_k where kept.
 *
 * @param pruned what pruned weights are: {@code frozen} for θ_k too, {@code by_movement} for +0.0
 *     where |θ_T| is less than |θ_k| and θ_k elsewhere, null for +0.0
 */
public record RewindParameters(@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String pruned) {
  /** Pruned weights are +0.0. */
  public RewindParameters() {
    this(null);
  }
}

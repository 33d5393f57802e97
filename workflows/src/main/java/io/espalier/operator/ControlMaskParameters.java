package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code control_mask}: input {@code mask}; stream {@code mask-control} (replicate, round,
 * draw); output {@code mask}; result {@link PruneResult}.
 *
 * @param control name of the control: {@code shuffle_layer}, {@code invert}, …
 * @param controlSettings what differs from the defaults of its settings, null for nothing
 */
public record ControlMaskParameters(
    String control,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode controlSettings) {
  /** A control with its default settings. */
  public ControlMaskParameters(String control) {
    this(control, null);
  }
}

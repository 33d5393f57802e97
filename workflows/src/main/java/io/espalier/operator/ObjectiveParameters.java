package io.espalier.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a network is trained for.
 *
 * @param name name of the objective
 * @param settings what differs from the defaults of its settings, null for nothing; a teacher is no
 *     part of them, but an input of the task
 */
public record ObjectiveParameters(
    String name, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ObjectNode settings) {}

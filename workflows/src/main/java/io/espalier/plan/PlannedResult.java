package io.espalier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one row of the results table.
 *
 * @param replicate from 1
 * @param arm the arm's name
 * @param draw from 1
 * @param round from 0, the dense network
 * @param prunable weights that the prune settings may remove
 * @param iterations training iterations of this round
 * @param iterationsTotal training iterations of all trainings that the number rests on
 * @param startTask task whose output {@code weights} this round's training begins from
 * @param maskTask task whose output {@code mask} is used, null for the dense network
 * @param trainTask task whose output {@code weights} is evaluated
 * @param evaluateTask task whose result holds the accuracies
 * @param pieces the tasks before {@code trainTask} that are one training with it, in order
 */
public record PlannedResult(
    int replicate,
    String arm,
    int draw,
    int round,
    long prunable,
    long iterations,
    long iterationsTotal,
    String startTask,
    @Nullable String maskTask,
    String trainTask,
    String evaluateTask,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> pieces) {
  public PlannedResult {
    // Plans of earlier versions do not have them.
    pieces = Objects.requireNonNullElse(pieces, List.of());
  }
}

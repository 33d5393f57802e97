package io.espalier.service.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.state.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code show}, {@code run --json} and {@code resume --json}: what a run gave.
 *
 * @param knownFaults what is known to be wrong with steps of this run, and which results rest on it
 * @param params parameters of a Dag written in Java, null where it has none
 * @param xcoms results of the tasks of a Dag written in Java, in the order of the Dag
 * @param altered what of its rows is not as it was recorded, one sentence each; empty when all is
 *     well
 */
public record ShowAnswer(
    String runId,
    String dagId,
    RunState state,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant endedAt,
    Steps steps,
    List<Result> results,
    List<Failure> failures,
    List<KnownFaultAnswer> knownFaults,
    @Nullable JsonNode params,
    List<Xcom> xcoms,
    List<String> altered) {
  public ShowAnswer {
    results = List.copyOf(results);
    failures = List.copyOf(failures);
    knownFaults = List.copyOf(knownFaults);
    params = params == null || params.isNull() ? null : params;
    xcoms = List.copyOf(xcoms);
    altered = List.copyOf(altered);
  }

  /** Tasks that name a step, over the whole life of the run. */
  public record Steps(int executed, int cached, int failed) {}

  /**
   * One finished row of the results.
   *
   * @param replicate from 1
   * @param draw from 1
   * @param round from 0, the dense network
   * @param density kept / prunable
   * @param kept weights kept
   * @param prunable weights that the prune settings may remove
   * @param parameters trainable parameters of the smaller network that was trained, null where
   *     nothing is taken out
   * @param iterations training iterations of this round
   * @param iterationsTotal training iterations of all trainings behind the number
   * @param validationAccuracy a fraction, null without a validation split
   * @param testAccuracy a fraction
   * @param mask digest of the mask, null for the dense network
   * @param startWeights digest of the weights that this round's training began from
   * @param weights digest of the weights that were evaluated
   */
  public record Result(
      int replicate,
      String arm,
      int draw,
      int round,
      double density,
      long kept,
      long prunable,
      @Nullable Long parameters,
      long iterations,
      long iterationsTotal,
      @Nullable Double validationAccuracy,
      @Nullable Double testAccuracy,
      @Nullable String mask,
      @Nullable String startWeights,
      String weights) {}

  /** A failed task and why it failed. */
  public record Failure(String taskId, String text) {}

  /**
   * What a task pushed, in Airflow's words.
   *
   * @param taskId the task, with the map index of an instance
   * @param mapIndex place among the instances of an expanded task, −1 for any other
   * @param key {@code return_value}, or a key of the result under {@code multiple_outputs}
   */
  public record Xcom(String taskId, int mapIndex, String key, JsonNode value) {}
}

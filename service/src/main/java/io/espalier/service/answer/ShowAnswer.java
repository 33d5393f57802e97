package io.espalier.service.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.setting.Doc;
import io.espalier.operator.judge.Verdict;
import io.espalier.state.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run gave; also printed by run --json and resume --json. */
@Doc("What a run gave; also printed by `run --json` and `resume --json`.")
public record ShowAnswer(
    @Doc("Id of the run.") String runId,
    @Doc("Name of the experiment, or id of the Dag.") String dagId,
    @Doc("How it stands.") RunState state,
    @Doc("As of `list`; null where there is nothing to say.") @Nullable String reason,
    @Doc("When it was submitted.") Instant createdAt,
    @Doc("When it ended; null before.") @Nullable Instant endedAt,
    @Doc("How its tasks came to their results, over the whole life of the run.") Steps steps,
    @Doc("The finished rows, in the order of the plan.") List<Result> results,
    @Doc("What analyses measured, summed up.") List<Analysis> analyses,
    @Doc("What became of its claims; null where it has none, or they are not judged yet.")
        @Nullable Verdict verdict,
    @Doc("The failed tasks.") List<Failure> failures,
    @Doc("What is known to be wrong with its steps, and which results rest on it.")
        List<KnownFaultAnswer> knownFaults,
    @Doc("Parameters of a Dag written in Java; null where it has none.") @Nullable JsonNode params,
    @Doc("Results of the tasks of a Dag written in Java, in the order of the Dag.")
        List<Xcom> xcoms,
    @Doc("What of its rows is not as it was recorded, one sentence each; empty when all is well.")
        List<String> altered,
    @Doc("Where the results go on, as `cursor` of the next question; null at their end.")
        @Nullable String next) {
  public ShowAnswer {
    results = List.copyOf(results);
    analyses = List.copyOf(analyses);
    failures = List.copyOf(failures);
    knownFaults = List.copyOf(knownFaults);
    params = params == null || params.isNull() ? null : params;
    xcoms = List.copyOf(xcoms);
    altered = List.copyOf(altered);
  }

  /** Numbers of tasks. */
  @Doc("Numbers of tasks.")
  public record Steps(
      @Doc("Tasks whose step was computed.") int executed,
      @Doc("Tasks whose step was recorded already.") int cached,
      @Doc("Failed tasks.") int failed) {}

  /** A finished row. */
  @Doc("A finished row.")
  public record Result(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 0, the dense network.") int round,
      @Doc("Kept weights / prunable weights.") double density,
      @Doc("Weights kept.") long kept,
      @Doc("Weights that the prune settings may remove.") long prunable,
      @Doc(
              "Trainable parameters of the smaller network that was trained; null where nothing is taken out.")
          @Nullable Long parameters,
      @Doc("Training iterations of this round.") long iterations,
      @Doc("Training iterations of all trainings that the number rests on.") long iterationsTotal,
      @Doc("A fraction; null without a validation split.") @Nullable Double validationAccuracy,
      @Doc("A fraction; null where there is no test set.") @Nullable Double testAccuracy,
      @Doc("Digest of the mask; null for the dense network.") @Nullable String mask,
      @Doc(
              "Digest of the weights that this round's training began from; null where they are not there any more.")
          @Nullable String startWeights,
      @Doc("Digest of the weights that were evaluated.") String weights) {}

  /** An analysis of the run, summed up. */
  @Doc("An analysis of the run, summed up.")
  public record Analysis(
      @Doc("What the experiment file calls it.") String name,
      @Doc("Which analysis it is.") String kind,
      @Doc("How many of its tasks have succeeded.") int done,
      @Doc("How many it has.") int tasks,
      @Doc("What they measured, without the numbers of single layers.") List<Measured> measured) {
    public Analysis {
      measured = List.copyOf(measured);
    }
  }

  /** Numbers of one name about one arm, or one pair of arms. */
  @Doc("Numbers of one name about one arm, or one pair of arms.")
  public record Measured(
      @Doc("What was measured.") String name,
      @Doc("Name of the arm; null for what is in no arm.") @Nullable String arm,
      @Doc("What it is held against; null for nothing.") @Nullable String otherArm,
      @Doc(
              "`arms`, `rounds` or `replicates` where the numbers are of pairs that differ in these; otherwise null.")
          @Nullable String pairs,
      @Doc("How many numbers there are.") int values,
      @Doc("Their mean; null where it is not finite.") @Nullable Double mean,
      @Doc("The smallest; null where it is not finite.") @Nullable Double low,
      @Doc("The largest; null where it is not finite.") @Nullable Double high,
      @Doc("Unit of the numbers, empty for none.") String unit) {}

  /** A failed task. */
  @Doc("A failed task.")
  public record Failure(
      @Doc("Id of the task.") String taskId, @Doc("Why it failed.") String text) {}

  /** What a task pushed, in Airflow's words. */
  @Doc("What a task pushed, in Airflow's words.")
  public record Xcom(
      @Doc("Id of the task, with the map index of an instance.") String taskId,
      @Doc("Place among the instances of an expanded task, from 0; −1 for any other.") int mapIndex,
      @Doc("`return_value`, or a key of the result under `multiple_outputs`.") String key,
      @Doc("The value, any JSON.") JsonNode value) {}
}

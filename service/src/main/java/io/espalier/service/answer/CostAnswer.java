package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import io.espalier.state.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run took. */
@Doc(
    "What a run took. Multiply–adds are those with the weights of dense layers and convolutions, from"
        + " the shapes of the network: once for a forward pass, twice more for a backward pass.")
public record CostAnswer(
    @Doc("Id of the run.") String runId,
    @Doc("Name of the experiment, or id of the Dag.") String dagId,
    @Doc("How it stands.") RunState state,
    @Doc("Of the steps that the run computed.") Spent executed,
    @Doc("Of the steps that were recorded already.") Spent cached,
    @Doc("The finished rows of `show`, in the order of the plan.") List<Result> results,
    @Doc("For each row, what the other arms had at no more compute.") List<Equal> equal,
    @Doc("The steps that have succeeded, in the order of the plan.") List<Step> steps,
    @Doc("What could not be counted, one sentence each; empty when all is counted.")
        List<String> uncounted) {
  public CostAnswer {
    results = List.copyOf(results);
    equal = List.copyOf(equal);
    steps = List.copyOf(steps);
    uncounted = List.copyOf(uncounted);
  }

  /** What some steps took together. */
  @Doc("What some steps took together, each counted once.")
  public record Spent(
      @Doc("Number of steps.") int steps,
      @Doc("Trainings among them.") int trainings,
      @Doc("Training iterations.") long iterations,
      @Doc("Examples that went through the network, each time counted.") long examples,
      @Doc(
              "Multiply–adds with all weights of the network, as executors compute them; null where one"
                  + " of the networks is not known.")
          @Nullable Long denseMultiplyAdds,
      @Doc(
              "Multiply–adds with the weights that are left: what the mask keeps, of the network that"
                  + " was made smaller where one was; null as before.")
          @Nullable Long multiplyAdds,
      @Doc("Seconds that workers spent on them, whichever run it was for.") double seconds) {}

  /** A finished row. */
  @Doc("A finished row.")
  public record Result(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 0, the dense network.") int round,
      @Doc("Kept weights / prunable weights.") double density,
      @Doc("A fraction; null without a validation split.") @Nullable Double validationAccuracy,
      @Doc("A fraction; null where there is no test set.") @Nullable Double testAccuracy,
      @Doc("Of the training of this row.") Spent own,
      @Doc(
              "Of all steps that its weights rest on. The first iterations of a training count once,"
                  + " however often they were computed.")
          Spent behind,
      @Doc("Id of the task that evaluated it.") String task) {}

  /** What another arm had. */
  @Doc("The result of another arm that had taken most, but no more than this one.")
  public record Equal(
      @Doc("`multiply_adds` or `iterations`: what is held equal, of `behind`.") String by,
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 0, the dense network.") int round,
      @Doc("What the row took.") long taken,
      @Doc("A fraction; null where there is no test set.") @Nullable Double testAccuracy,
      @Doc("Name of the arm that is held against it.") String otherArm,
      @Doc("Its draw.") int otherDraw,
      @Doc("Its round.") int otherRound,
      @Doc("What that took.") long otherTaken,
      @Doc("A fraction; null where there is no test set.") @Nullable Double otherTestAccuracy) {}

  /** A step. */
  @Doc("A step.")
  public record Step(
      @Doc("Id of the task.") String taskId,
      @Doc("Kind of the task.") String operator,
      @Doc("Whether it was recorded already.") boolean cached,
      @Doc("Training iterations.") long iterations,
      @Doc("Examples that went through the network, each time counted.") long examples,
      @Doc("As of `executed`, null where the network is not known.")
          @Nullable Long denseMultiplyAdds,
      @Doc("As of `executed`, null where the network is not known.") @Nullable Long multiplyAdds,
      @Doc("Seconds that workers spent on it.") double seconds) {}
}

package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What running a file would do. */
@Doc("What running a file would do.")
public record PlanAnswer(
    @Doc("Name of the experiment.") String dagId,
    @Doc("How many trainings there are.") int trainings,
    @Doc("Training iterations of all of them.") long iterations,
    @Doc("How many tasks name a step that is recorded already.") int recorded,
    @Doc("Trainings that are not recorded.") int trainingsLeft,
    @Doc("Their iterations.") long iterationsLeft,
    @Doc("What the artifacts that are still to be made will take, roughly.") long diskBytes,
    @Doc("How many trainings run side by side on this machine.") int trainers,
    @Doc("Memory that each of them needs, roughly; 0 where nothing is trained.") long trainerBytes,
    @Doc(
            "What follows from counts alone and may not be meant, such as a round that prunes nothing.")
        List<String> notes,
    @Doc("What follows from counts alone and must fail, so that `run` refuses it.")
        List<String> problems,
    @Doc("The tasks, in topological order.") List<Task> tasks) {
  public PlanAnswer {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
    tasks = List.copyOf(tasks);
  }

  /** A task of the plan. */
  @Doc("A task of the plan.")
  public record Task(
      @Doc("Id of the task.") String taskId,
      @Doc("Name of its operator.") String operator,
      @Doc("Ids of the tasks before it.") List<String> upstream,
      @Doc("Training iterations; 0 for a task that trains nothing.") long iterations,
      @Doc("Key of the recorded step; null where it is not recorded or not known yet.")
          @Nullable String stepKey) {
    public Task {
      upstream = List.copyOf(upstream);
    }
  }
}

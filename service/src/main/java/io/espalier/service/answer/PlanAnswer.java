package io.espalier.service.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code plan}: what running a file would do.
 *
 * @param trainings how many trainings there are
 * @param iterations training iterations of all of them
 * @param recorded how many tasks name a step that is recorded already
 * @param trainingsLeft trainings that are not recorded
 * @param iterationsLeft their iterations
 * @param diskBytes what the artifacts that are still to be made will take, roughly
 * @param trainers how many trainings run side by side on this machine
 * @param trainerBytes memory that each of them needs, roughly
 * @param notes what follows from counts alone and may not be meant, such as a round that prunes
 *     nothing
 * @param problems what follows from counts alone and must fail, so that {@code run} refuses it
 * @param tasks in topological order
 */
public record PlanAnswer(
    String dagId,
    int trainings,
    long iterations,
    int recorded,
    int trainingsLeft,
    long iterationsLeft,
    long diskBytes,
    int trainers,
    long trainerBytes,
    List<String> notes,
    List<String> problems,
    List<Task> tasks) {
  public PlanAnswer {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
    tasks = List.copyOf(tasks);
  }

  /**
   * A task of the plan.
   *
   * @param stepKey of the recorded step, null where it is not recorded or not known yet
   */
  public record Task(
      String taskId,
      String operator,
      List<String> upstream,
      long iterations,
      @Nullable String stepKey) {
    public Task {
      upstream = List.copyOf(upstream);
    }
  }
}

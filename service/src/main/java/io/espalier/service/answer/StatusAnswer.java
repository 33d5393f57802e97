package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who owns the store, and where a run stands. */
@Doc("Who owns the store, and where a run stands.")
public record StatusAnswer(
    @Doc("What the store is called: its folder.") String home,
    @Doc("The process that owns the store; null while none does.") @Nullable Owner owner,
    @Doc("The workers of a shared store; none where one process owns it.") List<Worker> workers,
    @Doc("The run; null in a store without runs, and where the owner cannot read them just now.")
        ListAnswer.@Nullable Run run,
    @Doc("How many tasks are shown as what, by the word of `shown`.") Map<String, Integer> counts,
    @Doc("Its tasks, in topological order.") List<TaskLine> tasks,
    @Doc("What the run waits for just now, with growing delay and without using up tries.")
        List<Wait> waits,
    @Doc("Where the list of tasks goes on, as `cursor` of the next question; null at its end.")
        @Nullable String next) {
  public StatusAnswer {
    workers = List.copyOf(workers);
    tasks = List.copyOf(tasks);
    waits = List.copyOf(waits);
  }

  /** A process that computes tasks. */
  @Doc("A process that computes tasks.")
  public record Worker(
      @Doc("What people call it.") String name,
      @Doc("The machine.") String host,
      @Doc("Its process id there.") long pid,
      @Doc("Version and commit of its program.") String build,
      @Doc("The queues that it takes tasks from.") List<String> queues,
      @Doc("Trainings that it computes at the same time.") int trainers,
      @Doc("When it began.") Instant startedAt,
      @Doc("Its last sign of life.") Instant seenAt,
      @Doc(
              "Whether that was less than 15 seconds ago. Silent ones come last, the latest first: for a day"
                  + " or as long as they claim steps, unless another lives under their name.")
          boolean alive,
      @Doc(
              "Whether steps are claimed under its name; those of a silent one become free by themselves.")
          boolean claims,
      @Doc("Whether it takes no more tasks.") boolean draining,
      @Doc("What it computes, each as RUN/TASK.") List<String> running) {
    public Worker {
      queues = List.copyOf(queues);
      running = List.copyOf(running);
    }
  }

  /** One thing that is waited for; the run goes on by itself. */
  @Doc("One thing that is waited for; the run goes on by itself.")
  public record Wait(
      @Doc(
              "`disk`, `store`, `bucket`, `step` (another worker computes it), `worker` (none that lives"
                  + " has what it needs), `temporal`, or `retry` (the time of the next try).")
          String waitsFor,
      @Doc("Since when.") Instant since,
      @Doc("Ids of the tasks that wait; none where only the walk itself does.") List<String> tasks,
      @Doc("Room left on the store's disk; null unless that is waited for.")
          @Nullable Long freeBytes,
      @Doc("All of it in a sentence.") String text) {
    public Wait {
      tasks = List.copyOf(tasks);
    }
  }

  /** The process that owns the store. */
  @Doc("The process that owns the store.")
  public record Owner(
      @Doc("Its process id.") long pid,
      @Doc("What it does.") String command,
      @Doc("The run that it walks; null where it walks none.") @Nullable String runId,
      @Doc("When it took the store.") Instant startedAt) {}
}

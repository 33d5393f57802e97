package io.espalier.run;

import io.espalier.dag.walk.Skips;
import io.espalier.dag.walk.StoppedRun;
import io.espalier.dag.walk.Walk;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a Dag, from its recorded task states to the end of the run, or to the workflow that
 * goes on in its place. Only for the workflow's own thread.
 */
final class RunWalk {
  private final String runId;
  private final WalkLimits limits;
  private final RunActivities control;
  private final RunActivities recorder;
  private final Supplier<@Nullable String> cancelReason;
  private final Walk walk;
  private final TaskBook book;
  private final Outcomes outcomes;
  private final TasksInFlight inFlight;
  private final Reasons reasons;
  private final Map<String, String> skippedBy = new LinkedHashMap<>();
  private final RestingTasks resting;
  private @Nullable RunSummary end;
  private int records;
  private boolean cancelled;
  private boolean tearsDown;

  RunWalk(
      String runId,
      RunSnapshot run,
      WalkLimits limits,
      RunActivities control,
      RunActivities recorder,
      Supplier<@Nullable String> cancelReason) {
    this.runId = runId;
    this.limits = limits;
    this.control = control;
    this.recorder = recorder;
    this.cancelReason = cancelReason;
    walk = new Walk(run.nodes());
    book = new TaskBook(run, recordsAll());
    resting = new RestingTasks();
    outcomes = new Outcomes(run.dagId(), Instant.parse(run.logicalDate()), limits);
    inFlight = new TasksInFlight(limits);
    reasons = new Reasons(walk, book, skippedBy);
    for (TaskEntry task : book.entries()) {
      String id = task.node.taskId();
      if (task.state == TaskState.SUCCESS) {
        followFlow(id, run.returnValues().getOrDefault(id, "null"));
      }
      resting.rest(task);
    }
  }

  /** Walks; returns when the run has ended, or leaves through a continue-as-new. */
  void toTheEnd() {
    while (end == null) {
      inFlight.takeEndings().forEach(this::absorb);
      if (cancelRequested()) {
        cancel();
      } else if (!cancelled && shouldContinueAsNew()) {
        continueAsNew();
      } else {
        goOn();
      }
    }
    control.finish(runId, end);
  }

  /** Where the run stands. */
  RunSummary progress() {
    return end != null
        ? end
        : new RunSummary(RunState.RUNNING, reasons.waitingFor(), book.counts());
  }

  private void goOn() {
    resting.beginTurn();
    List<String> ready = cancelled ? teardowns() : decide();
    record();
    if (cancelRequested()) {
      return;
    }
    for (String id : ready) {
      inFlight.start(runId, book.entry(id));
      book.entry(id).handedOver();
    }
    if (resting.endedMeanwhile()) {
      // Recording took longer than a task was to wait: on a full disk it does.
      return;
    }
    if (inFlight.isEmpty() && !inFlight.haveEnded() && resting.isEmpty()) {
      end =
          cancelled ? new RunSummary(RunState.FAILED, "cancelled", book.counts()) : reasons.judge();
      return;
    }
    resting.await(() -> inFlight.haveEnded() || cancelRequested());
  }

  /** Begins every task that may run, and sets every state that follows without running. */
  private List<String> decide() {
    List<String> ready = new ArrayList<>();
    Predicate<TaskEntry> places = inFlight.places();
    while (true) {
      Walk.Turn turn = walk.turn(book.states(), skippedBy.keySet(), resting::contains);
      for (String id : turn.ready()) {
        if (places.test(book.entry(id))) {
          beginTry(id);
          ready.add(id);
        }
      }
      turn.changes().forEach((id, state) -> book.set(id, state, reasons.of(id, state)));
      resting.forget(turn.changes()::containsKey);
      if (turn.changes().isEmpty()) {
        return ready;
      }
    }
  }

  /** Begins every teardown that may run once nothing else does. */
  private List<String> teardowns() {
    if (!tearsDown) {
      return List.of();
    }
    List<String> ready =
        StoppedRun.teardowns(walk, book.states(), skippedBy.keySet(), resting::contains);
    ready.forEach(this::beginTry);
    return ready;
  }

  private void beginTry(String taskId) {
    TaskEntry task = book.entry(taskId);
    task.beginTry();
    book.changed(task);
  }

  private void absorb(Ending ending) {
    TaskEntry task = book.entry(ending.taskId());
    outcomes.apply(task, ending, Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    book.changed(task);
    resting.rest(task);
    if (ending.returnValue() != null) {
      followFlow(ending.taskId(), ending.returnValue());
    }
  }

  private void followFlow(String taskId, String returnValue) {
    if (!walk.dag().node(taskId).flow().steers()) {
      return;
    }
    try {
      Skips.of(walk.dag(), taskId, returnValue).forEach(id -> skippedBy.put(id, taskId));
    } catch (IllegalArgumentException e) {
      // the branch itself is recorded as a success already; nothing after it can be trusted
      for (String id : walk.dag().downstream(taskId)) {
        if (book.entry(id).state == TaskState.NONE) {
          book.set(id, TaskState.UPSTREAM_FAILED, e.getMessage());
        }
      }
    }
  }

  private static boolean recordsAll() {
    return Workflow.getVersion("queued-follows", Workflow.DEFAULT_VERSION, 1)
        == Workflow.DEFAULT_VERSION;
  }

  private void record() {
    List<TaskChange> changes = book.takeChanges();
    if (!changes.isEmpty()) {
      records++;
      recorder.record(runId, changes);
    }
  }

  /** Whether the run is to be cancelled, and is not yet. */
  private boolean cancelRequested() {
    return !cancelled && cancelReason.get() != null;
  }

  /** Whether the history is long enough to go on in a new workflow. */
  private boolean shouldContinueAsNew() {
    boolean longHistory =
        inFlight.spent() + records >= limits.continueAfter()
            || Workflow.getInfo().isContinueAsNewSuggested();
    return longHistory && book.states().values().stream().anyMatch(state -> !state.finished());
  }

  /** Stops scheduling, lets running tasks end or stop, and goes on in a new workflow. */
  private void continueAsNew() {
    Workflow.await(limits.drain(), () -> inFlight.isEmpty() || cancelRequested());
    if (!cancelRequested()) {
      inFlight.cancel(id -> true, "the workflow continues as a new one");
      Workflow.await(limits.drain(), () -> inFlight.isEmpty() || cancelRequested());
    }
    if (cancelRequested()) {
      return;
    }
    for (Ending ending : inFlight.takeEndings()) {
      // a task that stopped stays queued or running in the store, and is begun again from there
      if (ending.kind() != Ending.Kind.STOPPED && ending.kind() != Ending.Kind.NOT_STARTED) {
        absorb(ending);
      }
    }
    record();
    if (!cancelRequested()) {
      Workflow.continueAsNew(runId);
    }
  }

  /**
   * Stops what runs. Running tasks fail, the others are left without a state, except that teardowns
   * go on: they put away what their setups have made.
   */
  private void cancel() {
    cancelled = true;
    tearsDown = walk.dag().hasTeardowns() && tearsDownWhenCancelled();
    inFlight.cancel(this::stops, "cancelled");
    Workflow.await(limits.drain(), () -> inFlight.taskIds().stream().noneMatch(this::stops));
    String text = cancelReason.get();
    String why = text == null || text.isBlank() ? "cancelled" : "cancelled: " + text;
    Set<String> silent = new LinkedHashSet<>(inFlight.taskIds());
    silent.removeIf(id -> !stops(id));
    inFlight.forget(silent);
    for (Ending ending : inFlight.takeEndings()) {
      boolean fails =
          switch (ending.kind()) {
            case SUCCEEDED, SKIPPED, FATAL, NOT_STARTED -> false;
            default -> stops(ending.taskId());
          };
      if (fails) {
        book.set(ending.taskId(), TaskState.FAILED, why);
      } else if (ending.kind() != Ending.Kind.NOT_STARTED) {
        absorb(ending);
      }
    }
    for (TaskEntry task : book.entries()) {
      String id = task.node.taskId();
      if (silent.contains(id)) {
        book.set(id, TaskState.FAILED, why);
      } else if (stops(id)) {
        stop(task);
      }
    }
    resting.forget(this::stops);
    record();
  }

  private void stop(TaskEntry task) {
    if (task.state == TaskState.QUEUED || task.state == TaskState.UP_FOR_RESCHEDULE) {
      task.forgetTry();
      book.changed(task);
    } else if (task.state == TaskState.UP_FOR_RETRY) {
      book.set(task.node.taskId(), TaskState.NONE, null);
    }
  }

  /** Whether a cancellation stops this task. */
  private boolean stops(String taskId) {
    return !tearsDown || !walk.dag().node(taskId).settings().teardown();
  }

  private static boolean tearsDownWhenCancelled() {
    return Workflow.getVersion("cancel-tears-down", Workflow.DEFAULT_VERSION, 1)
        != Workflow.DEFAULT_VERSION;
  }
}

package io.espalier.run;

import io.espalier.dag.Flow;
import io.espalier.dag.RunState;
import io.espalier.dag.RunStates;
import io.espalier.dag.Skips;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskState;
import io.espalier.dag.Walk;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Flights flights;
  private final Map<String, String> skippedBy = new LinkedHashMap<>();
  private final Set<String> resting = new LinkedHashSet<>();
  private @Nullable RunSummary end;
  private final boolean seesRests;
  private int records;
  private boolean rested;

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
    seesRests = seesRests();
    outcomes = new Outcomes(run.dagId(), Instant.parse(run.logicalDate()), limits);
    flights = new Flights(limits);
    for (TaskEntry task : book.entries()) {
      String id = task.node.taskId();
      if (task.state == TaskState.SUCCESS) {
        followFlow(id, run.returnValues().getOrDefault(id, "null"));
      }
      rest(task);
    }
  }

  /** Walks; returns when the run has ended, or leaves through a continue-as-new. */
  void toTheEnd() {
    while (end == null) {
      flights.takeEndings().forEach(this::absorb);
      if (cancelRequested()) {
        cancel();
      } else if (tired()) {
        continueAsNew();
      } else {
        goOn();
      }
    }
    control.finish(runId, end);
  }

  /** Where the run stands. */
  RunSummary progress() {
    return end != null ? end : new RunSummary(RunState.RUNNING, waitingFor(), book.counts());
  }

  private void goOn() {
    if (seesRests) {
      rested = false;
    }
    List<String> ready = decide();
    record();
    if (cancelRequested()) {
      return;
    }
    for (String id : ready) {
      flights.start(runId, book.entry(id));
      book.entry(id).handedOver();
    }
    if (seesRests && rested) {
      // Recording took longer than a task was to wait: on a full disk it does.
      return;
    }
    if (flights.isEmpty() && !flights.haveEnded() && resting.isEmpty()) {
      end = judge();
      return;
    }
    rested = false;
    Workflow.await(() -> flights.haveEnded() || rested || cancelRequested());
  }

  /** Begins every task that may run, and sets every state that follows without running. */
  private List<String> decide() {
    List<String> ready = new ArrayList<>();
    while (true) {
      Walk.Turn turn = walk.turn(book.states(), skippedBy.keySet(), resting::contains);
      for (String id : turn.ready()) {
        TaskEntry task = book.entry(id);
        task.beginTry();
        book.changed(task);
        ready.add(id);
      }
      turn.changes().forEach((id, state) -> book.set(id, state, why(id, state)));
      resting.removeAll(turn.changes().keySet());
      if (turn.changes().isEmpty()) {
        return ready;
      }
    }
  }

  private void absorb(Ending ending) {
    TaskEntry task = book.entry(ending.taskId());
    outcomes.apply(task, ending, Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    book.changed(task);
    rest(task);
    if (ending.returnValue() != null) {
      followFlow(ending.taskId(), ending.returnValue());
    }
  }

  /** Lets a task wait for its time on a durable timer. */
  private void rest(TaskEntry task) {
    if (task.nextTryAt == null || task.state.finished()) {
      return;
    }
    String id = task.node.taskId();
    long millis = task.nextTryAt.toEpochMilli() - Workflow.currentTimeMillis();
    resting.add(id);
    Workflow.newTimer(Duration.ofMillis(Math.max(0, millis)))
        .thenApply(
            fired -> {
              resting.remove(id);
              rested = true;
              return null;
            });
  }

  private void followFlow(String taskId, String returnValue) {
    if (walk.dag().node(taskId).flow() == Flow.WORK) {
      return;
    }
    try {
      Skips.of(walk.dag(), taskId, returnValue).forEach(id -> skippedBy.put(id, taskId));
    } catch (IllegalArgumentException e) {
      // the branch itself is recorded as a success already; nothing behind it can be trusted
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

  /** Whether a wait counts that ends while states are recorded; to earlier walks it was lost. */
  private static boolean seesRests() {
    return Workflow.getVersion("sees-rests", Workflow.DEFAULT_VERSION, 1)
        != Workflow.DEFAULT_VERSION;
  }

  private void record() {
    List<TaskChange> changes = book.takeChanges();
    if (!changes.isEmpty()) {
      records++;
      recorder.record(runId, changes);
    }
  }

  private boolean cancelRequested() {
    return cancelReason.get() != null;
  }

  /** Whether the history is long enough to go on in a new workflow. */
  private boolean tired() {
    boolean longHistory =
        flights.started() + records >= limits.continueAfter()
            || Workflow.getInfo().isContinueAsNewSuggested();
    return longHistory && book.states().values().stream().anyMatch(state -> !state.finished());
  }

  /** Stops scheduling, lets running tasks end or stop, and goes on in a new workflow. */
  private void continueAsNew() {
    Workflow.await(limits.drain(), () -> flights.isEmpty() || cancelRequested());
    if (!cancelRequested()) {
      flights.cancel("the workflow continues as a new one");
      Workflow.await(limits.drain(), () -> flights.isEmpty() || cancelRequested());
    }
    if (cancelRequested()) {
      return;
    }
    for (Ending ending : flights.takeEndings()) {
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

  /** Stops what runs. Running tasks fail, the others are left without a state. */
  private void cancel() {
    flights.cancel("cancelled");
    Workflow.await(limits.drain(), flights::isEmpty);
    String text = cancelReason.get();
    String why = text == null || text.isBlank() ? "cancelled" : "cancelled: " + text;
    Set<String> silent = flights.taskIds();
    for (Ending ending : flights.takeEndings()) {
      switch (ending.kind()) {
        case SUCCEEDED, SKIPPED, FATAL -> absorb(ending);
        case NOT_STARTED -> {}
        default -> book.set(ending.taskId(), TaskState.FAILED, why);
      }
    }
    for (TaskEntry task : book.entries()) {
      if (silent.contains(task.node.taskId())) {
        book.set(task.node.taskId(), TaskState.FAILED, why);
      } else if (task.state == TaskState.QUEUED || task.state == TaskState.UP_FOR_RESCHEDULE) {
        task.forgetTry();
        book.changed(task);
      } else if (task.state == TaskState.UP_FOR_RETRY) {
        book.set(task.node.taskId(), TaskState.NONE, null);
      }
    }
    record();
    end = new RunSummary(RunState.FAILED, "cancelled", book.counts());
  }

  private RunSummary judge() {
    RunStates.Standing standing =
        RunStates.look(walk, book.states(), skippedBy.keySet(), id -> false);
    String reason = "";
    if (standing.deadlocked()) {
      reason =
          "deadlocked: nothing can run, " + Names.of(book.in(TaskState.NONE)) + " wait for ever";
    } else if (standing.state() == RunState.FAILED) {
      reason = "failed: " + Names.of(book.in(TaskState.FAILED));
    }
    return new RunSummary(standing.state(), reason, book.counts());
  }

  private @Nullable String why(String taskId, TaskState state) {
    String by = skippedBy.get(taskId);
    if (by != null && state == TaskState.SKIPPED) {
      return "skipped by " + by;
    }
    TaskNode node = walk.dag().node(taskId);
    return node.settings().triggerRule().id() + " of " + Names.of(node.upstream());
  }

  private String waitingFor() {
    for (TaskEntry task : book.entries()) {
      if (task.state == TaskState.UP_FOR_RESCHEDULE && task.reason != null) {
        return task.node.taskId() + " waits: " + task.reason;
      }
    }
    return "";
  }
}

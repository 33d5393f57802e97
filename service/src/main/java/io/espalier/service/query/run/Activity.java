package io.espalier.service.query.run;

import io.espalier.service.query.View;
import io.espalier.state.RunState;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.HeldStep;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is being worked on, as the store says it: a store that one process owns is worked on by that
 * process alone, any other by whoever holds claims on its steps.
 */
final class Activity {
  /** The reason of a run that its process left before its end. */
  static final String INTERRUPTED = "interrupted";

  private record Place(String runId, String taskId) {}

  private final View view;
  private final boolean shared;
  private final Set<Place> held;

  private Activity(View view, boolean shared, Set<Place> held) {
    this.view = view;
    this.shared = shared;
    this.held = held;
  }

  static Activity of(View view) {
    boolean shared = view.store().shared();
    return new Activity(
        view,
        shared,
        shared
            ? view.store().steps().held().stream().map(Activity::place).collect(Collectors.toSet())
            : Set.of());
  }

  private static Place place(HeldStep step) {
    return new Place(step.runId(), step.taskId());
  }

  /** Whether this process walks the run. */
  boolean walkedHere(RunRecord run) {
    return run.runId().equals(view.live().runId());
  }

  /** Whether a run has not ended although no process works on it. */
  boolean interrupted(RunRecord run) {
    if (run.state().ended() || walkedHere(run)) {
      return false;
    }
    // Where others may walk it, whoever leaves it says so; between two tasks nothing is held.
    return !shared
        || (run.state() == RunState.RUNNING
            && INTERRUPTED.equals(run.reason())
            && held.stream().noneMatch(place -> place.runId().equals(run.runId())));
  }

  /** Whether a task that is recorded as running runs. */
  boolean runs(RunRecord run, String taskId) {
    return walkedHere(run) || held.contains(new Place(run.runId(), taskId));
  }
}

package io.espalier.run;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/**
 * The bookkeeping of a run, served by the control queue: short calls against the store. Each may be
 * called again with the same arguments, and is: it is retried for as long as it throws, except for
 * an {@link IllegalArgumentException}, which ends the walk.
 */
@ActivityInterface(namePrefix = "run-")
public interface RunActivities {
  /** The walk's view of the stored plan and of every recorded task state. */
  RunSnapshot load(String runId);

  /** Records changes of task states; returns only when they are durable. */
  void record(String runId, List<TaskChange> changes);

  /** Records the end of the run. */
  void finish(String runId, RunSummary summary);
}

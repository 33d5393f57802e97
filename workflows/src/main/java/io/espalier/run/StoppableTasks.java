package io.espalier.run;

import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/** Says plainly that a task was asked to stop, and knows how many are under way. Thread-safe. */
final class StoppableTasks implements TaskActivities {
  private final TaskActivities tasks;
  private int underWay;

  StoppableTasks(TaskActivities tasks) {
    this.tasks = tasks;
  }

  @Override
  public TaskResult execute(TaskCall call) {
    count(1);
    try {
      return tasks.execute(call);
    } catch (ActivityCompletionException e) {
      // Left alone, Temporal would report a cancellation, as for a task that was never begun.
      throw ApplicationFailure.newFailureWithCause("asked to stop", TaskFailure.STOPPED.name(), e);
    } finally {
      count(-1);
    }
  }

  private synchronized void count(int more) {
    underWay += more;
    notifyAll();
  }

  /** Waits until no task is under way; returns whether that was in time. */
  synchronized boolean awaitNone(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (underWay > 0) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}

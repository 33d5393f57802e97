package io.espalier.step.worker;

import io.espalier.run.TaskCall;
import io.espalier.step.StoppedException;
import io.espalier.step.waiting.Waits;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimLostException;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats and lease renewals of one task in progress, and the flags that ask it to end. Timers
 * send the heartbeats and renew; the operator's thread reads the flags. Thread-safe.
 */
final class Pulse implements AutoCloseable {
  /** Tells the server that the task lives. */
  @FunctionalInterface
  interface Heart {
    /**
     * Says how far the task is.
     *
     * @throws ActivityCompletionException when the task is to end
     */
    void beat(double fraction);
  }

  /** What the task is asked to do. */
  enum Request {
    /** Go on. */
    NONE,
    /** Make a checkpoint, then stop. */
    CHECKPOINT,
    /** Stop as soon as possible. */
    STOP
  }

  /** A request and its reason. */
  record Asked(Request request, String why) {}

  private static final String WORKER_ENDS = "the worker shuts down";
  private static final Asked NOTHING = new Asked(Request.NONE, "");

  private final TaskCall call;
  private final Heart heart;
  private final Runnable needsNoTrainer;
  private final Runnable whenCancelled;
  private final Runnable whenClosed;
  private final Waits waits;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Set<Claim> claims = ConcurrentHashMap.newKeySet();
  private volatile double fraction;
  private volatile Asked asked = NOTHING;
  private volatile @Nullable ClaimLostException lost;

  Pulse(TaskCall call, Heart heart, Runnable needsNoTrainer, Pulses pulses, Waits waits) {
    this.call = call;
    this.waits = waits;
    this.heart = heart;
    this.needsNoTrainer = needsNoTrainer;
    this.whenCancelled = () -> pulses.cancelled(this);
    this.whenClosed = () -> pulses.stop(this);
  }

  TaskCall call() {
    return call;
  }

  /** From now on the task needs no trainer; may be said more than once. */
  void needsNoTrainer() {
    needsNoTrainer.run();
  }

  /** Says how far the task is, in [0, 1]. */
  void progress(double value) {
    fraction = value;
  }

  /** How far the task is, in [0, 1]. */
  double fraction() {
    return fraction;
  }

  /** What the task is asked to do; an interrupt of the calling thread counts as a request. */
  Asked asked() {
    if (Thread.interrupted()) {
      ask(Request.CHECKPOINT, WORKER_ENDS);
    }
    ClaimLostException gone = lost;
    if (gone != null) {
      throw gone;
    }
    return asked;
  }

  /**
   * For a task that has not begun to compute.
   *
   * @throws StoppedException when it is asked to end
   */
  void requireWanted() {
    Asked now = asked();
    if (now.request() != Request.NONE) {
      throw new StoppedException("stopped before it began: " + now.why());
    }
  }

  /** Asks the task to end; a stricter request replaces a milder one, never the reverse. */
  synchronized void ask(Request request, String why) {
    if (request.compareTo(asked.request()) > 0) {
      asked = new Asked(request, why);
    }
  }

  /** The task holds this claim from now on: keep its lease. */
  void hold(Claim claim) {
    claims.add(claim);
    waits.storeAnswered(call.runId(), call.taskId());
  }

  /** The task has written something that lasts: what it may have waited for is there again. */
  void wrote() {
    waits.over(call.runId(), call.taskId());
  }

  /** Stops renewing a claim that the task is about to end. */
  void drop(Claim claim) {
    claims.remove(claim);
  }

  /** Sends one heartbeat to the server. */
  void beat() {
    try {
      heart.beat(fraction);
    } catch (ActivityCanceledException e) {
      if (cancelled.compareAndSet(false, true)) {
        whenCancelled.run();
      }
    } catch (ActivityCompletionException e) {
      // The worker shuts down, or the server gave this try up. What was computed is worth keeping.
      boolean shutdown = e instanceof ActivityWorkerShutdownException;
      ask(Request.CHECKPOINT, shutdown ? WORKER_ENDS : "the server gave this try up");
    } catch (RuntimeException e) {
      // The server is away: the task goes on, and the next beat tries again.
    }
  }

  /** Extends the leases of all claims that the task holds. */
  void renew() {
    for (Claim claim : claims) {
      try {
        claim.renew();
      } catch (ClaimLostException e) {
        if (claims.contains(claim)) {
          lost = e;
        }
      } catch (RuntimeException e) {
        // The store is away: the next renewal tries again.
      }
    }
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}

package io.espalier.cli.server;

import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A call with one message that may wait for its turn before it is sent, or be refused. */
abstract class TurnCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
  private final Semaphore turns;
  private final Duration patience;
  private final AtomicInteger taken = new AtomicInteger();
  private volatile @Nullable Status refusal;

  TurnCall(ClientCall<Q, A> call, Semaphore turns, Duration patience) {
    super(call);
    this.turns = turns;
    this.patience = patience;
  }

  /** Takes a turn where the message needs one; says how the call ends if it must not be sent. */
  abstract @Nullable Status begin(Q message);

  /** Waits for the turn, which lasts until the call has ended. */
  final void take(int permits) {
    try {
      if (turns.tryAcquire(permits, patience.toNanos(), TimeUnit.NANOSECONDS)) {
        taken.set(permits);
      }
    } catch (InterruptedException e) {
      // the call itself ends on the interrupt
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    turns.release(taken.getAndSet(0));
  }

  @Override
  public void start(Listener<A> caller, Metadata headers) {
    super.start(
        new SimpleForwardingClientCallListener<A>(caller) {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end();
            Status refused = refusal;
            super.onClose(refused == null ? status : refused, trailers);
          }
        },
        headers);
  }

  @Override
  public void sendMessage(Q message) {
    Status refused = begin(message);
    if (refused == null) {
      super.sendMessage(message);
    } else {
      refusal = refused;
      cancel("refused before it was sent", null);
    }
  }

  /** A call that has been cancelled must not be half closed. */
  @Override
  public void halfClose() {
    if (refusal == null) {
      super.halfClose();
    }
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    super.cancel(message, cause);
    end();
  }
}

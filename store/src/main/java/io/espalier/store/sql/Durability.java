package io.espalier.store.sql;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One synchronisation covers every transaction that was committed before it began, so threads that
 * commit at the same time share it. Thread-safe.
 */
final class Durability {
  private final AtomicLong committed = new AtomicLong();
  private long durable;

  /** Returns once a synchronisation that began after this call has ended. */
  void await(Runnable synchronise) {
    long mine = committed.incrementAndGet();
    synchronized (this) {
      if (durable >= mine) {
        return;
      }
      long covered = committed.get();
      synchronise.run();
      durable = covered;
    }
  }
}

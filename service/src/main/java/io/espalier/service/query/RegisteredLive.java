package io.espalier.service.query;

import io.espalier.step.waiting.Wait;
import io.espalier.store.Store;
import io.espalier.store.worker.RunningTask;
import io.espalier.store.worker.WaitingTask;
import io.espalier.store.worker.WorkerRecord;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the living workers of a shared store said last, at one moment. Thread-safe. */
public final class RegisteredLive implements Live {
  private final List<WorkerRecord> workers;

  private RegisteredLive(List<WorkerRecord> workers) {
    this.workers = workers;
  }

  /**
   * As the registry has it now.
   *
   * @throws io.espalier.store.failure.StoreUnavailableException when it cannot be read
   */
  public static RegisteredLive of(Store store) {
    return new RegisteredLive(store.workers().list().stream().filter(WorkerRecord::alive).toList());
  }

  /** No process walks a run of a shared store: the Temporal server hands the walk around. */
  @Override
  public @Nullable String runId() {
    return null;
  }

  @Override
  public Map<String, Double> progress(String runId) {
    return workers.stream()
        .flatMap(worker -> worker.beat().running().stream())
        .filter(task -> task.runId().equals(runId))
        .collect(Collectors.toMap(RunningTask::taskId, RunningTask::progress, Math::max));
  }

  /**
   * Of the waits of several workers for one task the latest counts, and none for another worker
   * once that one has the task.
   */
  @Override
  public List<Wait> waits(String runId) {
    Set<String> running = progress(runId).keySet();
    Comparator<Wait> longest = Comparator.comparing(Wait::since).thenComparing(Wait::who);
    return workers.stream()
        .flatMap(worker -> waits(worker, runId))
        .filter(wait -> wait.what() != Wait.For.WORKER || !running.contains(wait.who()))
        .collect(
            Collectors.toMap(
                Wait::who, wait -> wait, (a, b) -> a.since().isAfter(b.since()) ? a : b))
        .values()
        .stream()
        .sorted(longest)
        .toList();
  }

  private static Stream<Wait> waits(WorkerRecord worker, String runId) {
    return worker.beat().waiting().stream()
        .filter(wait -> wait.runId().equals(runId))
        .flatMap(wait -> wait(wait, worker).stream());
  }

  /** Empty where a newer worker waits for what is not known here. */
  private static Optional<Wait> wait(WaitingTask wait, WorkerRecord worker) {
    Instant since = worker.seenAt().minusSeconds(wait.seconds());
    return EnumSet.allOf(Wait.For.class).stream()
        .filter(what -> what.name().equals(wait.what()))
        .findFirst()
        .map(what -> new Wait(wait.who(), what, text(what, wait, worker), since));
  }

  /** Disks are many: it is said whose. */
  private static String text(Wait.For what, WaitingTask wait, WorkerRecord worker) {
    return what == Wait.For.DISK ? worker.worker().name() + ": " + wait.text() : wait.text();
  }

  @Override
  public boolean serves(String queue) {
    return workers.stream().anyMatch(worker -> worker.serves(queue));
  }
}

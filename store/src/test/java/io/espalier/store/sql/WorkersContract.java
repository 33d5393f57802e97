package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.store.step.Claim;
import io.espalier.store.worker.NewWorker;
import io.espalier.store.worker.RunningTask;
import io.espalier.store.worker.WaitingTask;
import io.espalier.store.worker.WorkerBeat;
import io.espalier.store.worker.WorkerRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who works on a store. */
abstract class WorkersContract extends StoreContract {
  private static final NewWorker FIRST =
      new NewWorker("first", "host-1", 4711, "1.0 abc", List.of("cpu", "gpu"), 2);
  private static final NewWorker SECOND =
      new NewWorker("second", "host-2", 4711, "1.0 abc", List.of("cpu"), 1);

  WorkersContract(Place place) {
    super(place);
  }

  @Test
  void aWorkerIsListedWithWhatItSaidLast() {
    long id = store.workers().enter(FIRST);
    WorkerBeat said =
        new WorkerBeat(
            true,
            List.of(new RunningTask("run", "r1.\u00e4.train", 0.25)),
            List.of(new WaitingTask("run", "(walk)", "TEMPORAL", "no \"answer\"", 12)));

    assertThat(store.workers().beat(id, said)).isTrue();

    WorkerRecord seen = store.workers().list().get(0);
    assertThat(seen.worker()).isEqualTo(FIRST);
    assertThat(seen.beat()).isEqualTo(said);
    assertThat(seen.alive()).isTrue();
    assertThat(seen.seenAt()).isAfterOrEqualTo(seen.startedAt());
  }

  @Test
  void aWorkerServesItsQueuesUntilItDrains() {
    long id = store.workers().enter(FIRST);
    store.workers().enter(SECOND);
    assertThat(store.workers().list())
        .extracting(worker -> worker.serves("cpu"), worker -> worker.serves("gpu"))
        .containsExactly(tuple(true, true), tuple(true, false));

    store.workers().beat(id, new WorkerBeat(true, List.of(), List.of()));

    assertThat(store.workers().list()).noneMatch(worker -> worker.serves("gpu"));
  }

  @Test
  void aSilentWorkerIsGoneByTheDatabaseClockAndBackWithItsNextSignOfLife() {
    long id = store.workers().enter(FIRST);
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '16' SECOND");

    assertThat(store.workers().list()).extracting(WorkerRecord::alive).containsExactly(false);
    assertThat(store.workers().list()).noneMatch(worker -> worker.serves("cpu"));

    assertThat(store.workers().beat(id, WorkerBeat.IDLE)).isTrue();
    assertThat(store.workers().list()).extracting(WorkerRecord::alive).containsExactly(true);
  }

  @Test
  void aWorkerThatLeavesIsListedNoMore() {
    long id = store.workers().enter(FIRST);
    store.workers().enter(SECOND);

    store.workers().leave(id);

    assertThat(store.workers().list()).extracting(WorkerRecord::worker).containsExactly(SECOND);
  }

  @Test
  void aWorkerThatWasSilentForADayIsForgottenAndTold() {
    long id = store.workers().enter(FIRST);
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '25' HOUR");

    store.workers().enter(SECOND);

    assertThat(store.workers().list()).extracting(WorkerRecord::worker).containsExactly(SECOND);
    assertThat(store.workers().beat(id, WorkerBeat.IDLE)).isFalse();
  }

  @Test
  void aWorkerThatBeginsAgainUnderItsNameTakesThePlaceOfTheSilentOne() {
    long before = store.workers().enter(FIRST);
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '16' SECOND");

    store.workers().enter(FIRST);

    assertThat(number("SELECT COUNT(*) FROM worker")).isEqualTo(1);
    assertThat(store.workers().beat(before, WorkerBeat.IDLE)).as("it is told").isFalse();
  }

  @Test
  void oneThatWasStartedAgainAtOnceHidesItsPredecessorAsSoonAsThatIsSilent() {
    long before = store.workers().enter(FIRST);
    store.workers().enter(FIRST);
    assertThat(store.workers().list()).as("both may live").hasSize(2);

    change(
        "UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '16' SECOND WHERE id = ?",
        before);

    assertThat(store.workers().list()).extracting(WorkerRecord::alive).containsExactly(true);
  }

  @Test
  void theLivingAreListedFirstAndThenTheSilentTheLatestFirst() {
    String[] names = {"a", "b", "c", "d"};
    for (String name : names) {
      store.workers().enter(new NewWorker(name, "host", 1, "build", List.of("cpu"), 1));
    }
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '2' HOUR WHERE name = 'a'");
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE name = 'c'");

    assertThat(store.workers().list())
        .extracting(worker -> worker.worker().name())
        .containsExactly("b", "d", "c", "a");
  }

  @Test
  void aWorkerThatStillClaimsAStepIsNotForgotten() {
    run("run", "a");
    Claim claim = taken(request("run", "a", "step"));
    store.workers().enter(new NewWorker("worker-1", "host", 1, "build", List.of("cpu"), 1));
    store.workers().enter(FIRST);
    change("UPDATE worker SET seen_at = CURRENT_TIMESTAMP - INTERVAL '25' HOUR");
    assertThat(store.workers().list())
        .as("nobody has entered since")
        .extracting(worker -> worker.worker().name(), WorkerRecord::claims)
        .containsExactly(tuple("worker-1", true));

    store.workers().enter(SECOND);
    assertThat(number("SELECT COUNT(*) FROM worker")).isEqualTo(2);
    claim.release("end of the test");
    store.workers().enter(FIRST);
    assertThat(store.workers().list())
        .extracting(WorkerRecord::worker)
        .containsExactly(SECOND, FIRST);
  }
}

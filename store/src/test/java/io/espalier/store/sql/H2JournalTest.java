package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.failure.Unusable;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.open.Stores;
import io.espalier.store.sql.database.Database;
import io.espalier.store.sql.database.H2Engine;
import io.espalier.store.sql.database.H2Migration;
import io.espalier.store.sql.database.H2Url;
import io.espalier.store.sql.database.Rebuild;
import io.espalier.store.sql.journal.Journal;
import io.espalier.store.sql.journal.JournaledTable;
import io.espalier.store.step.Claim;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an H2 store's journal holds, and what is made of it when the database does not. */
class H2JournalTest extends StoreContract {
  H2JournalTest() {
    super(new H2Place());
  }

  /** Something of every kind that a store can hold. */
  private void work(String run) {
    run(run, "a", "b", "c");
    store.runs().update(run, RunState.RUNNING, null);
    Claim claim = taken(request(run, "a", run + "a"));
    MetricPoint point = new MetricPoint("loss", "", "nats", 1, Double.NaN);
    claim.checkpoint(1, put("state", run + "1"), List.of(point));
    claim.checkpoint(2, put("state", run + "2"), List.of());
    claim.commit(List.of(output("weights", run)), "{\"x\":\"\\u0000 ü 𝒜\"}", List.of());
    Claim failing = taken(request(run, "b", run + "b"));
    failing.fail("Error", "it \"failed\"\n");
    taken(request(run, "c", run + "c")).checkpoint(1, put("state", run + "c"), List.of());
  }

  private static Map<String, List<String>> rows(Path home) throws Exception {
    Map<String, List<String>> all = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(H2Url.owner(home), "espalier", "");
        Statement statement = connection.createStatement()) {
      for (JournaledTable table : JournaledTable.all(connection).values()) {
        List<String> rows = new ArrayList<>();
        try (ResultSet found =
            statement.executeQuery(
                "SELECT * FROM " + table.name() + " ORDER BY " + String.join(", ", table.key()))) {
          while (found.next()) {
            StringBuilder row = new StringBuilder();
            for (String column : table.columns()) {
              row.append(column).append('=').append(found.getObject(column)).append(' ');
            }
            rows.add(row.toString());
          }
        }
        all.put(table.name(), rows);
      }
    }
    return all;
  }

  /** What a kill at this moment leaves. */
  private Path killed(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    for (String file : List.of(H2Url.FILE_ON_DISK, Journal.FILE)) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  private enum Damage {
    MISSING(true),
    EMPTY(true),
    CUT(false),
    CUT_TO_THE_HEADER(false),
    OVERWRITTEN_IN_THE_MIDDLE(false),
    OVERWRITTEN_FROM_THE_START(false),
    SOMETHING_ELSE(false);

    private final boolean refused;

    Damage(boolean refused) {
      this.refused = refused;
    }

    void to(Path file) throws IOException {
      long size = Files.size(file);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        switch (this) {
          case MISSING -> Files.delete(file);
          case EMPTY -> bytes.setLength(0);
          case CUT -> bytes.setLength(size / 2);
          case CUT_TO_THE_HEADER -> bytes.setLength(4096);
          case OVERWRITTEN_IN_THE_MIDDLE -> noise(bytes, 8192, size - 16384);
          case OVERWRITTEN_FROM_THE_START -> noise(bytes, 0, 16384);
          case SOMETHING_ELSE -> Files.writeString(file, "<html>not found</html>");
        }
      }
    }

    private static void noise(RandomAccessFile file, long from, long length) throws IOException {
      byte[] noise = new byte[(int) length];
      new Random(1).nextBytes(noise);
      file.seek(from);
      file.write(noise);
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDatabaseThatIsLostOrDamagedIsMadeAnewWithAllItsRows(Damage damage) throws Exception {
    work("one");
    work("two");
    store.close();
    Map<String, List<String>> before = rows(folder);
    damage.to(folder.resolve(H2Url.FILE_ON_DISK));

    if (damage.refused) {
      assertThatThrownBy(() -> Stores.own(folder, "run"))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("store rebuild");
      assertThatThrownBy(() -> Stores.readOnly(folder))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("store rebuild");
      assertThat(folder.resolve("backups")).doesNotExist();
    }
    List<String> notices = Stores.rebuild(folder);

    if (damage != Damage.OVERWRITTEN_IN_THE_MIDDLE) {
      // H2 itself goes back behind what was overwritten at times; then the journal does the rest.
      assertThat(notices).singleElement().asString().contains("made anew from the journal");
    }
    Map<String, List<String>> after = rows(folder);
    for (String table : before.keySet()) {
      if (List.of("audit_event", "audit_head", "store_owner", "step", "attempt", "run")
          .contains(table)) {
        // A new owner has ended what was running, and the store's own chain says what was mended.
        assertThat(after.getOrDefault(table, List.of()).size())
            .as(table)
            .isGreaterThanOrEqualTo(before.getOrDefault(table, List.of()).size());
      } else {
        assertThat(after.get(table)).as(table).isEqualTo(before.get(table));
      }
    }
    store = Stores.own(folder, "go on");
    assertThat(store.notices()).isEmpty();
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    assertThat(number("SELECT COUNT(*) FROM audit_event WHERE chain = '@store'"))
        .isEqualTo(notices.isEmpty() ? 0 : 2);
    work("three");
    if (!damage.refused && !notices.isEmpty()) {
      try (Stream<Path> kept = Files.list(folder.resolve("backups"))) {
        assertThat(kept).anyMatch(f -> f.getFileName().toString().startsWith("damaged-"));
      }
    }
  }

  @Test
  void aJournalAloneHoldsEveryRow() throws Exception {
    work("one");
    Path copy = killed("copy");
    changed = true;
    store.close();
    Files.delete(copy.resolve(H2Url.FILE_ON_DISK));

    Rebuild.run(copy, new Disk(), "a test");

    Map<String, List<String>> original = rows(folder);
    assertThat(rows(copy)).isEqualTo(original);
    assertThat(original).allSatisfy((table, rows) -> assertThat(rows).as(table).isNotNull());
    assertThat(original.get("metric_point")).hasSize(1);
  }

  @Test
  void aRowThatWasChangedByHandIsAsItWasOnceTheDatabaseIsMadeAnew() throws Exception {
    work("one");
    changed = true;
    store.close();
    try (Connection connection = DriverManager.getConnection(H2Url.owner(folder), "espalier", "");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE step SET result_json = '{}' WHERE state = 'COMPLETED'");
    }
    try (Store own = Stores.own(folder, "look")) {
      assertThat(own.audit().verify(List.of()).problems()).isNotEmpty();
    }
    Files.delete(folder.resolve(H2Url.FILE_ON_DISK));

    Stores.rebuild(folder);

    store = Stores.own(folder, "go on");
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void aDatabaseThatIsBehindItsJournalCatchesUp() throws Exception {
    work("one");
    Path copy = killed("behind");
    work("two");
    store.runs().update("two", RunState.FAILED, "for good");
    Files.copy(
        Journal.file(folder),
        Journal.file(copy),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    try (Store read = Stores.readOnly(copy)) {
      assertThat(read.runs().find("two")).get().extracting(r -> r.reason()).isEqualTo("for good");
    }
    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.notices()).isEmpty();
      assertThat(own.audit().verify(List.of()).problems()).isEmpty();
      own.artifacts().put("config", "x/y", new byte[] {1, 2, 3});
      assertThat(own.artifacts().resolve("0390")).isPresent();
    }
  }

  @Test
  void recordsThatTheDatabaseLacksAndNobodyCanReadAreNotPassedOverInSilence() throws Exception {
    work("one");
    Path copy = killed("behind");
    long length = Files.size(Journal.file(copy));
    work("two");
    Files.copy(
        Journal.file(folder),
        Journal.file(copy),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile journal = new RandomAccessFile(Journal.file(copy).toFile(), "rw")) {
      journal.seek((length + journal.length()) / 2);
      journal.write('#');
    }

    for (int time = 1; time <= 2; time++) {
      assertThatThrownBy(() -> Stores.own(copy, "go on"))
          .as("time %d", time)
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("the database holds everything up to record")
          .hasMessageContaining("move " + Journal.file(copy) + " out of the folder");
    }

    Files.move(Journal.file(copy), folder.resolve("aside"));
    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.runs().find("one")).isPresent();
      assertThat(own.runs().find("two")).isEmpty();
      assertThat(own.audit().verify(List.of()).problems()).isEmpty();
    }
  }

  @Test
  void aDatabaseThatIsAheadOfItsJournalKeepsWhatItHolds() throws Exception {
    work("one");
    Path copy = killed("ahead");
    try (RandomAccessFile journal = new RandomAccessFile(Journal.file(copy).toFile(), "rw")) {
      journal.setLength(journal.length() * 2 / 3);
    }

    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.notices()).singleElement().asString().contains("begun anew");
      assertThat(own.runs().find("one")).isPresent();
      assertThat(own.audit().verify(List.of()).problems()).isEmpty();
    }
    Files.delete(copy.resolve(H2Url.FILE_ON_DISK));
    Stores.rebuild(copy);
    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.runs().find("one")).isPresent();
    }
  }

  @Test
  void halfATransactionIsFoundAndMadeWhole() throws Exception {
    work("one");
    Path copy = killed("torn");
    try (Connection connection = DriverManager.getConnection(H2Url.owner(copy), "espalier", "");
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "DELETE FROM audit_event WHERE chain = 'one' AND seq ="
                      + " (SELECT last_seq - 1 FROM audit_head WHERE chain = 'one')"))
          .isEqualTo(1);
    }

    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.notices())
          .singleElement()
          .asString()
          .contains("audit_event")
          .contains("made anew from the journal");
      assertThat(own.audit().verify(List.of()).problems()).isEmpty();
    }
  }

  @Test
  void aDatabaseOfAnotherJournalIsNotTakenForThisOne() throws Exception {
    work("one");
    Path copy = killed("mixed");
    try (Store other = Stores.own(folder.resolve("other"), "other")) {
      other.artifacts().put("config", "x/y", new byte[] {1});
    }
    Files.copy(
        folder.resolve("other").resolve(H2Url.FILE_ON_DISK),
        copy.resolve(H2Url.FILE_ON_DISK),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> Stores.own(copy, "run"))
        .hasMessageContaining("is not the one that the database was written with")
        .hasMessageContaining("store rebuild");
    assertThat(Stores.rebuild(copy)).singleElement().asString().contains("another journal");
    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.runs().find("one")).isPresent();
    }
  }

  @Test
  void aJournalThatIsDamagedFarBackIsFoundAndBegunAnew() throws Exception {
    work("one");
    store.close();
    try (RandomAccessFile journal = new RandomAccessFile(Journal.file(folder).toFile(), "rw")) {
      journal.seek(500);
      journal.write('#');
    }
    store = Stores.own(folder, "run");
    assertThat(Stores.fsck(store, bytes -> {}).problems())
        .singleElement()
        .asString()
        .contains("store.journal")
        .contains("store rebuild");
    store.close();

    assertThat(Stores.rebuild(folder)).singleElement().asString().contains("begun anew");

    store = Stores.own(folder, "run");
    assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
  }

  @Test
  void aTransactionThatFindsNoRoomInTheJournalIsNotDone() throws IOException {
    run("run", "t");
    disk.failAfter(0);
    assertThatThrownBy(() -> store.runs().update("run", RunState.RUNNING, null))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("No space left on device");
    assertThat(store.runs().find("run"))
        .get()
        .extracting(r -> r.state())
        .isEqualTo(RunState.QUEUED);
    disk.work();

    store.runs().update("run", RunState.RUNNING, null);

    reopen();
    assertThat(store.notices()).isEmpty();
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  @Test
  void aJournalThatCouldNotBeForcedIsBegunAnewAndNothingIsLost() throws Exception {
    run("run", "t");
    disk.failAfter(1);
    assertThatThrownBy(() -> store.runs().update("run", RunState.RUNNING, null))
        .isInstanceOf(StoreUnavailableException.class);
    disk.work();
    store.runs().update("run", RunState.FAILED, "after all");
    Path copy = killed("copy");
    Files.delete(copy.resolve(H2Url.FILE_ON_DISK));

    Stores.rebuild(copy);

    try (Store own = Stores.own(copy, "go on")) {
      assertThat(own.runs().find("run")).get().extracting(r -> r.reason()).isEqualTo("after all");
    }
  }

  @Test
  void aTransactionThatDoesNotEndEndsTheProcessWithWhatToDo() throws Exception {
    changed = true;
    store.close();
    AtomicReference<StoreDamagedException> told = new AtomicReference<>();
    Unusable.then(told::set);
    CountDownLatch never = new CountDownLatch(1);
    PrivateThreads threads = new PrivateThreads("stuck", 2);
    H2Engine engine = H2Engine.open(folder, new Disk(), false, 2, Duration.ZERO);
    try {
      threads.call(
          () -> {
            try {
              return String.valueOf(H2Migration.run(engine, folder));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      Database database = new Database(engine, threads, 1);

      assertThatThrownBy(() -> database.write(handle -> waited(never)))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("did not finish a transaction within 1 s")
          .hasMessageContaining("start the command again");
      assertThat(told.get()).isNotNull();
    } finally {
      never.countDown();
      Unusable.then(e -> {});
      threads.close(engine::close);
    }
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

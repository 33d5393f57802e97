package io.espalier.store.sql.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreBusyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final JournaledTable TABLE =
      new JournaledTable("t", List.of("id", "x"), List.of("id"), "id");

  @TempDir Path folder;

  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = Journal.file(folder);
  }

  private static Changes row(long id, Object x) {
    Changes changes = new Changes();
    changes.insert(TABLE, new Object[] {id, x});
    return changes;
  }

  private Journal of(int records) throws IOException {
    Journal journal = Journal.begin(new Disk(), file, 7, null);
    for (int i = 1; i <= records; i++) {
      journal.add(journal.of(row(i, "value " + i)));
    }
    return journal;
  }

  private List<String> read() throws IOException {
    List<String> bodies = new ArrayList<>();
    try (JournalReader reader = new JournalReader(file)) {
      for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
        bodies.add(next.body().toString());
      }
    }
    return bodies;
  }

  @Test
  void recordsAreReadAsTheyWereWrittenWithTheirPlaces() throws IOException {
    try (Journal journal = of(2)) {
      journal.add(journal.ofClose());
      journal.force(journal.end().seq());
      JournalRecord last = Replay.last(file);
      assertThat(last.position()).isEqualTo(journal.end());
      assertThat(last.closed()).isTrue();
      assertThat(last.end()).isEqualTo(Files.size(file));
    }
    assertThat(read()).hasSize(4);
    assertThat(read().get(0)).contains("\"version\":7");
    assertThat(read().get(2))
        .contains("\"changes\":[{\"insert\":\"t\",\"row\":{\"id\":2,\"x\":\"value 2\"}}]");
  }

  @Test
  void aJournalThatIsOpenIsNobodyElses() throws IOException {
    try (Journal journal = of(1)) {
      JournalPosition end = journal.end();
      assertThatThrownBy(() -> Journal.open(new Disk(), file, end, Files.size(file)))
          .isInstanceOf(StoreBusyException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aChangedByteIsNeverReadAsARecord() throws IOException {
    of(3).close();
    List<String> written = read();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      Files.write(file, changed);
      List<String> found;
      try {
        found = read();
      } catch (JournalDamagedException e) {
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("byte");
        continue;
      }
      // A last line that has lost its end cannot be told from one that was being written.
      assertThat(found).as("byte %d", at).isEqualTo(written.subList(0, 3));
    }
  }

  @Test
  void aJournalThatWasCutAnywhereEndsWithItsLastWholeRecord() throws IOException {
    of(3).close();
    List<String> written = read();
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      List<String> found = read();
      assertThat(found).isEqualTo(written.subList(0, found.size()));
      assertThat(found.size()).isLessThan(written.size());
    }
  }

  @Test
  void aHoleIsTheEndOnlyWhereNothingFollowsIt() throws IOException {
    of(3).close();
    List<String> written = read();
    long end = Files.size(file);
    byte[] hole = new byte[4096];
    Files.write(file, hole, StandardOpenOption.APPEND);
    Files.writeString(file, "rest of a line\n", StandardOpenOption.APPEND);
    assertThat(read()).isEqualTo(written);

    byte[] first = java.util.Arrays.copyOf(Files.readAllBytes(file), (int) end);
    Files.write(file, first, StandardOpenOption.APPEND);
    assertThatThrownBy(this::read).isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void aRecordThatWasTakenOutIsMissed() throws IOException {
    of(3).close();
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.remove(2);
    Files.writeString(file, String.join("\n", lines) + "\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("does not follow the record before it");
  }

  /** Writes half of what it is given, then has no more room, until it has. */
  private static final class HalfDisk extends Disk {
    private boolean full;

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
      if (full) {
        bytes.limit(bytes.limit() / 2);
        super.write(channel, bytes, position);
        throw new IOException("No space left on device");
      }
      super.write(channel, bytes, position);
    }
  }

  @Test
  void halfARecordOnAFullDiskIsTakenBackBeforeTheNext() throws IOException {
    HalfDisk disk = new HalfDisk();
    try (Journal journal = Journal.begin(disk, file, 1, null)) {
      disk.full = true;
      assertThatThrownBy(() -> journal.add(journal.of(row(1, "a long value that is cut"))))
          .hasMessage("No space left on device");
      disk.full = false;
      journal.add(journal.of(row(2, "b")));
    }
    assertThat(read()).hasSize(2);
    assertThat(read().get(1)).contains("\"id\":2");
  }

  @Test
  void valuesThatAreNoNumbersAndNoTextComeBackAsTheyWere() {
    assertThat(Changes.json(Double.NaN).asText()).isEqualTo("NaN");
    assertThat(Changes.json(Double.NEGATIVE_INFINITY).asText()).isEqualTo("-Infinity");
    assertThat(Double.doubleToRawLongBits(Double.parseDouble(Changes.json(-0.0).asText())))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(Changes.json(null).isNull()).isTrue();
    assertThatThrownBy(() -> Changes.json(new byte[0])).hasMessageContaining("can write");
  }
}

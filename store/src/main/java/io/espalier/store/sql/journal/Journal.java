package io.espalier.store.sql.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.digest.Digest;
import io.espalier.store.artifact.Disk;
import io.espalier.store.failure.StoreBusyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of a journal's file, where records are added. One thread at a time adds; any number wait
 * for what they added to be forced, and one synchronisation of the disk serves all who wait. Only
 * for threads that are never interrupted: an interrupt would close the file.
 */
public final class Journal implements AutoCloseable {
  /** The file's name. */
  public static final String FILE = "store.journal";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Disk disk;
  private final FileChannel channel;
  private volatile JournalPosition end;
  private long length;
  private boolean untidy;
  private final Object forcing = new Object();
  private long forced;
  private volatile boolean suspect;

  private Journal(Disk disk, FileChannel channel, JournalPosition end, long length) {
    this.disk = disk;
    this.channel = channel;
    this.end = end;
    this.length = length;
    this.forced = end.seq();
  }

  /**
   * Opens the file after its last whole record; what follows that is cut off.
   *
   * @param end the last record
   * @param length where it ends, in bytes
   */
  static Journal open(Disk disk, Path file, JournalPosition end, long length) throws IOException {
    FileChannel channel = locked(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.size() > length) {
      channel.truncate(length);
      disk.force(channel);
    }
    return new Journal(disk, channel, end, length);
  }

  /**
   * Begins a new file, with its first record alone.
   *
   * @param version of the tables
   * @param from what the database said of the journal before this one, null where there was none
   */
  static Journal begin(Disk disk, Path file, int version, @Nullable JournalPosition from)
      throws IOException {
    FileChannel channel =
        locked(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    String id = UUID.randomUUID().toString();
    Journal journal =
        new Journal(disk, channel, new JournalPosition(id, -1, JournalReader.NONE, 0), 0);
    ObjectNode first = journal.body().put("journal", id).put("version", version);
    if (from != null) {
      first
          .putObject("from")
          .put("journal", from.journal())
          .put("seq", from.seq())
          .put("hash", from.hash());
    }
    journal.add(journal.line(first));
    return journal;
  }

  /** The lock is for those who would make the database anew beside a living owner. */
  private static FileChannel locked(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new StoreBusyException(
          "the journal " + file + " is in use by another command: wait for it, or stop it");
    }
    return channel;
  }

  /** The last record. */
  public JournalPosition end() {
    return end;
  }

  /** A record that is to be added next. */
  public record Line(JournalPosition position, ByteBuffer bytes) {}

  /** The record of what one transaction changes. */
  public Line of(Changes changes) {
    ObjectNode body = body();
    body.set("changes", changes.list());
    return line(body);
  }

  /** The record that the owner ends here in good order. */
  public Line ofClose() {
    return line(body().put("closed", true));
  }

  /** Adds rows that were there when the journal was begun. */
  void base(Changes rows) throws IOException {
    ObjectNode body = body().put("base", true);
    body.set("changes", rows.list());
    add(line(body));
  }

  private ObjectNode body() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("seq", end.seq() + 1)
        .put("prev", end.hash())
        .put("at", Instant.now().toString());
  }

  private Line line(ObjectNode body) {
    byte[] json = json(body);
    String hash = Digest.of(json);
    ByteBuffer bytes = ByteBuffer.allocate(JournalReader.HASH + json.length + 2);
    bytes.put(hash.getBytes(StandardCharsets.US_ASCII)).put((byte) ' ').put(json).put((byte) '\n');
    return new Line(new JournalPosition(end.journal(), end.seq() + 1, hash, length), bytes.flip());
  }

  /** Adds a record, which must have been made last; not forced yet. */
  public void add(Line line) throws IOException {
    tidy();
    int size = line.bytes().remaining();
    untidy = true;
    disk.write(channel, line.bytes(), length);
    untidy = false;
    length += size;
    end = line.position();
  }

  /** Cuts off what a write left that failed half-way. */
  private void tidy() throws IOException {
    if (untidy) {
      channel.truncate(length);
      untidy = false;
    }
  }

  private static byte[] json(ObjectNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns once everything up to this record is on the disk. */
  public void force(long seq) throws IOException {
    synchronized (forcing) {
      if (forced >= seq) {
        return;
      }
      long covered = end.seq();
      try {
        disk.force(channel);
      } catch (IOException e) {
        // The system may have dropped what it could not write, and will not say so again.
        suspect = true;
        throw e;
      }
      forced = covered;
    }
  }

  /** Whether the file may lack records that were added, since forcing it failed. */
  public boolean suspect() {
    return suspect;
  }

  /** The file's name in a store's folder. */
  public static Path file(Path home) {
    return home.resolve(FILE);
  }

  /** Whether there is one in a store's folder. */
  public static boolean exists(Path home) {
    return Files.isRegularFile(file(home));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

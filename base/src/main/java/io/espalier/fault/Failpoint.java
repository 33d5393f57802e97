package io.espalier.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Places where a test ends this process without warning, as a power cut would. All are off unless
 * the system property {@value #PROPERTY} names one: {@code STEP_COMMITTED} ends the process the
 * first time it gets there, {@code STEP_COMMITTED:3} the third time. The file of property {@value
 * #FIRED} then holds the name, so that the test can tell that it happened.
 */
public enum Failpoint {
  /** The bytes of an artifact are written, and nothing is forced. */
  ARTIFACT_WRITTEN,
  /** They are forced; the file has no name of an artifact yet. */
  ARTIFACT_FORCED,
  /** The file has its name; the folder is not forced. */
  ARTIFACT_NAMED,
  /** A transaction's rows are changed, and neither in the journal nor committed. */
  TRANSACTION_DONE,
  /** It is in the journal of an H2 store, and not committed. */
  TRANSACTION_JOURNALED,
  /** It is committed; on H2 its line in the journal need not be durable yet. */
  TRANSACTION_COMMITTED,
  /** It is durable, and nobody has been told. */
  TRANSACTION_DURABLE,
  /** The rows of a new run are there; no workflow walks it. */
  RUN_SUBMITTED,
  /** A step is claimed, and nothing computed. */
  STEP_CLAIMED,
  /** The bytes of a checkpoint are stored; its row is not. */
  CHECKPOINT_WRITTEN,
  /** A checkpoint is committed; the training has not gone on. */
  CHECKPOINT_COMMITTED,
  /** A step has computed; its outputs are in memory alone. */
  STEP_COMPUTED,
  /** Its outputs are stored; the rows that name them are not. */
  OUTPUTS_WRITTEN,
  /** It is committed; the workflow has not heard of it. */
  STEP_COMMITTED,
  /** The log of an ended attempt is stored; the row that names it is not. */
  LOG_WRITTEN,
  /** States of tasks are recorded; the workflow has not heard of it. */
  TASKS_RECORDED,
  /** The end of the run is recorded; the workflow has not ended. */
  RUN_FINISHED;

  /** Names the failpoint that is on. */
  public static final String PROPERTY = "espalier.failpoint";

  /** Names the file that says that it was reached. */
  public static final String FIRED = "espalier.failpoint.fired";

  /** The exit code of a process that ended here, that of one killed by SIGKILL. */
  public static final int EXIT_CODE = 137;

  /** Ends the process here if the tests say so. */
  public void reach() {
    Armed armed = Armed.NOW;
    if (armed != null && armed.point == this) {
      armed.reached();
    }
  }

  private static final class Armed {
    static final @Nullable Armed NOW = of(System.getProperty(PROPERTY));

    final Failpoint point;
    private final AtomicLong left;

    private Armed(Failpoint point, long times) {
      this.point = point;
      this.left = new AtomicLong(times);
    }

    private static @Nullable Armed of(@Nullable String property) {
      if (property == null) {
        return null;
      }
      String name = property.replaceFirst(":\\d+$", "");
      String times = property.equals(name) ? "1" : property.substring(name.length() + 1);
      return Arrays.stream(values())
          .filter(point -> point.name().equals(name))
          .findFirst()
          .map(point -> new Armed(point, Long.parseLong(times)))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      PROPERTY + ": " + property + " (expected one of: " + names() + ")"));
    }

    private static String names() {
      return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
    }

    private void reached() {
      if (left.decrementAndGet() != 0) {
        return;
      }
      String fired = Objects.requireNonNull(System.getProperty(FIRED), FIRED);
      try {
        Files.writeString(Path.of(fired), point.name());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}

package io.espalier.service.answer;

import io.espalier.state.TaskState;
import io.espalier.store.task.Disposition;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people are shown for a task: how it stands in one word. */
public enum Shown {
  EXECUTED("EXECUTED"),
  CACHED("CACHED"),
  RUNNING("RUNNING"),
  /** It failed and will be tried again. */
  RETRY("RETRY"),
  /** It waits for a disk, a store, another worker or a moment. */
  WAITS("WAITS"),
  FAILED("FAILED"),
  /** It has not begun. */
  WAITING("waiting"),
  /** It was running when its process ended. */
  INTERRUPTED("interrupted"),
  REMOVED(TaskState.REMOVED),
  SCHEDULED(TaskState.SCHEDULED),
  QUEUED(TaskState.QUEUED),
  RESTARTING(TaskState.RESTARTING),
  UPSTREAM_FAILED(TaskState.UPSTREAM_FAILED),
  SKIPPED(TaskState.SKIPPED),
  DEFERRED(TaskState.DEFERRED),
  AWAITING_INPUT(TaskState.AWAITING_INPUT);

  private static final Map<String, Shown> BY_TEXT =
      Stream.of(values()).collect(Collectors.toMap(Shown::text, Function.identity()));

  private final String text;

  Shown(String text) {
    this.text = text;
  }

  Shown(TaskState state) {
    this(state.id());
  }

  /** The word. */
  public String text() {
    return text;
  }

  /** Reads the word. */
  public static Shown of(String text) {
    Shown shown = BY_TEXT.get(text);
    if (shown == null) {
      throw new IllegalArgumentException(
          "shown: " + text + " (expected one of: " + BY_TEXT.keySet() + ")");
    }
    return shown;
  }

  /**
   * What is shown for a state.
   *
   * @param disposition null while unfinished
   */
  public static Shown of(TaskState state, @Nullable Disposition disposition) {
    return switch (state) {
      case SUCCESS -> disposition == Disposition.CACHED ? CACHED : EXECUTED;
      case UP_FOR_RETRY -> RETRY;
      case UP_FOR_RESCHEDULE -> WAITS;
      case NONE -> WAITING;
      default -> valueOf(state.name());
    };
  }
}

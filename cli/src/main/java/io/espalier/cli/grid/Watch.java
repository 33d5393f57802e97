package io.espalier.cli.grid;

import io.espalier.cli.terminal.Signals;
import io.espalier.cli.terminal.Terminal;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.answer.TaskLine;
import io.espalier.state.TaskState;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run under way: a grid redrawn in place on a terminal, else one line for each training
 * that ends. Used from one thread.
 */
public final class Watch {

  /** Waits that end by themselves. */
  private static final Set<String> CERTAIN = Set.of("step", "retry");

  private final PrintWriter err;
  private @Nullable Terminal terminal;
  private volatile boolean resized;
  private final boolean colours;
  private final Screen screen;
  private final Instant begun = Instant.now();
  private final Map<String, Shown> seen = new HashMap<>();
  private final Map<String, StatusAnswer.Wait> waited = new LinkedHashMap<>();
  private @Nullable Eta eta;

  /**
   * A watch that writes here.
   *
   * @param terminal null where there is none: then no bars and nothing redrawn
   */
  public Watch(PrintWriter err, @Nullable Terminal terminal, boolean colours) {
    this.err = err;
    this.terminal = terminal;
    this.colours = colours;
    screen = new Screen(err);
    if (terminal != null) {
      // For as long as the process lives: a run is what it does last.
      var unused = Signals.onResize(() -> resized = true);
    }
  }

  /**
   * Shows where the run stands now.
   *
   * @param waits what it waits for
   */
  public void show(List<TaskLine> tasks, List<StatusAnswer.Wait> waits, Duration elapsed) {
    Instant now = Instant.now();
    Eta from = eta;
    if (from == null) {
      from = new Eta(tasks, now);
      eta = from;
    }
    // No estimate is possible for what waits for something that nobody can tell the end of.
    boolean held = waits.stream().anyMatch(wait -> !CERTAIN.contains(wait.waitsFor()));
    Optional<Duration> left = from.left(tasks, now);
    String footer = footer(tasks, held ? Optional.empty() : left, elapsed);
    Terminal on = terminal;
    if (on == null) {
      plain(tasks, footer);
      plain(waits, now);
      return;
    }
    if (resized) {
      resized = false;
      on = Terminal.ofStandardError().orElse(on);
      terminal = on;
      // The lines of the old grid may have moved.
      screen.clear();
    }
    List<String> below = new ArrayList<>(waits.stream().map(StatusAnswer.Wait::text).toList());
    below.add(footer);
    draw(tasks, below, on);
  }

  private void draw(List<TaskLine> tasks, List<String> below, Terminal on) {
    Grid.Size size = new Grid.Size(on.rows() - below.size(), on.columns());
    List<String> lines = new ArrayList<>(Grid.lines(tasks, size));
    below.forEach(line -> lines.add(line.substring(0, Math.min(line.length(), on.columns() - 1))));
    screen.draw(colours ? lines.stream().map(Colours::of).toList() : lines);
  }

  private void plain(List<TaskLine> tasks, String footer) {
    for (TaskLine task : tasks) {
      Shown before = seen.put(task.taskId(), task.shown());
      Instant ended = task.endedAt();
      boolean news =
          before == null ? ended != null && ended.isAfter(begun) : task.shown() != before;
      if (!news) {
        continue;
      }
      boolean trained = task.iterations() > 0 && task.shown() == Shown.EXECUTED;
      if (trained || task.shown() == Shown.FAILED || task.shown() == Shown.RETRY) {
        err.println(line(task) + "  (" + footer + ")");
        err.flush();
      }
    }
  }

  /** Says when a wait begins and when it is over. */
  private void plain(List<StatusAnswer.Wait> waits, Instant now) {
    Map<String, StatusAnswer.Wait> open = new LinkedHashMap<>();
    waits.forEach(wait -> open.putIfAbsent(wait.waitsFor(), wait));
    waited.forEach(
        (what, wait) -> {
          if (!open.containsKey(what)) {
            String time = HumanFormat.duration(wait.since(), now);
            err.println("went on after waiting " + time + " (" + what + ")");
          }
        });
    waited.keySet().retainAll(open.keySet());
    open.forEach(
        (what, wait) -> {
          if (waited.putIfAbsent(what, wait) == null) {
            err.println(wait.text());
          }
        });
    err.flush();
  }

  private static String line(TaskLine task) {
    StringBuilder line = new StringBuilder(task.taskId()).append("  ").append(task.shown().text());
    if (task.startedAt() != null && task.endedAt() != null && task.shown() == Shown.EXECUTED) {
      line.append("  ").append(HumanFormat.duration(task.startedAt(), task.endedAt()));
    }
    if (task.text() != null) {
      line.append("  ").append(task.text());
    }
    return line.toString();
  }

  private static String footer(List<TaskLine> tasks, Optional<Duration> left, Duration elapsed) {
    List<TaskLine> trainings = tasks.stream().filter(task -> task.iterations() > 0).toList();
    List<TaskLine> counted = trainings.isEmpty() ? tasks : trainings;
    return counted.stream().filter(task -> task.state() == TaskState.SUCCESS).count()
        + " of "
        + counted.size()
        + (trainings.isEmpty() ? " tasks, " : " trainings, ")
        + HumanFormat.duration(elapsed)
        + left.map(time -> ", " + HumanFormat.duration(time) + " left").orElse("");
  }
}

package io.espalier.cli.grid;

import io.espalier.plan.PlannedAnalysis;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.TaskLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A run as lines of text: a block a replicate, in it a row a round and a column an arm, and below
 * them the tasks that run just now. A pure function of the tasks and the size of the terminal.
 */
public final class Grid {
  /** A terminal without limits, for answers that are printed once. */
  public static final Size UNBOUNDED = new Size(Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** Width of a column: {@code RUNNING 100%} and two blanks. */
  private static final int COLUMN = 14;

  private static final int LABEL = 10;

  /** Lines and characters of a terminal. */
  public record Size(int rows, int columns) {}

  private final List<TaskLine> tasks;
  private final Size size;
  private final List<String> arms;
  private final TreeSet<Integer> rounds = new TreeSet<>();
  private final TreeMap<Integer, List<TaskLine>> replicates = new TreeMap<>();
  private final Map<String, List<TaskLine>> analyses = new LinkedHashMap<>();

  private Grid(List<TaskLine> tasks, Size size) {
    this.tasks = tasks;
    this.size = size;
    Map<String, Boolean> seen = new LinkedHashMap<>();
    for (TaskLine task : tasks) {
      if (task.replicate() != null) {
        replicates.computeIfAbsent(task.replicate(), key -> new ArrayList<>()).add(task);
      }
      if (task.taskId().startsWith(PlannedAnalysis.TASKS)) {
        String name = task.taskId().split("\\.", 3)[1];
        analyses.computeIfAbsent(name, key -> new ArrayList<>()).add(task);
      }
      if (task.arm() != null) {
        seen.put(task.arm(), true);
      }
      if (task.round() != null) {
        rounds.add(task.round());
      }
    }
    arms = List.copyOf(seen.keySet());
  }

  /** The lines; never more than the terminal has, minus one for the cursor. */
  public static List<String> lines(List<TaskLine> tasks, Size size) {
    Grid grid = new Grid(tasks, size);
    List<String> lines = grid.replicates.isEmpty() ? grid.plainTasks() : grid.blocks();
    lines.addAll(grid.running());
    int most = Math.max(1, size.rows() - 1);
    List<String> shown =
        lines.size() <= most ? lines : lines.subList(lines.size() - most, lines.size());
    return shown.stream().map(line -> cut(line, size.columns())).toList();
  }

  private List<String> blocks() {
    List<String> lines = new ArrayList<>();
    int blockHeight = rounds.size() + 3;
    int room =
        size.rows() == Integer.MAX_VALUE
            ? replicates.size()
            : (size.rows() - 4 - analyses.size()) / blockHeight;
    int left = replicates.size();
    for (Map.Entry<Integer, List<TaskLine>> replicate : replicates.entrySet()) {
      Cell whole = Cell.of(replicate.getValue());
      // Finished and untouched replicates shrink to a line where the terminal is too small for all.
      boolean open = room >= left || (room > 0 && whole.underWay());
      left--;
      if (open) {
        room--;
        lines.addAll(block(replicate.getKey(), replicate.getValue()));
      } else {
        lines.add(pad("r" + replicate.getKey(), LABEL) + whole.text());
      }
    }
    analyses.forEach((name, of) -> lines.add("analysis " + name + "  " + Cell.of(of).text()));
    if (!analyses.isEmpty()) {
      lines.add("");
    }
    return lines;
  }

  private List<String> block(int replicate, List<TaskLine> of) {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(pad("r" + replicate, LABEL));
    arms.forEach(arm -> head.append(pad(arm, COLUMN)));
    lines.add(head.toString().stripTrailing());
    for (int round : rounds) {
      StringBuilder line = new StringBuilder(pad(round == 0 ? "dense" : "round " + round, LABEL));
      if (round == 0) {
        line.append(Cell.of(of.stream().filter(task -> task.arm() == null).toList()).text());
      } else {
        for (String arm : arms) {
          line.append(
              pad(
                  Cell.of(
                          of.stream()
                              .filter(
                                  task ->
                                      arm.equals(task.arm())
                                          && task.round() != null
                                          && task.round() == round)
                              .toList())
                      .text(),
                  COLUMN));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add("");
    return lines;
  }

  private List<String> plainTasks() {
    List<String> lines = new ArrayList<>();
    int width = tasks.stream().mapToInt(task -> task.taskId().length()).max().orElse(0) + 2;
    for (TaskLine task : tasks) {
      String text = task.text();
      String why = text == null ? "" : "  " + text.lines().findFirst().orElse("");
      lines.add(pad(task.taskId(), width) + Cell.of(List.of(task)).text() + why);
    }
    return lines;
  }

  private List<String> running() {
    return tasks.stream()
        .filter(task -> task.shown() == Shown.RUNNING)
        .limit(8)
        .map(
            task ->
                "running: "
                    + task.taskId()
                    + (task.progress() > 0 ? " " + Cell.percent(task.progress()) : ""))
        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
  }

  private static String pad(String text, int width) {
    String cut = text.length() >= width ? text.substring(0, width - 2) + "…" : text;
    return cut + " ".repeat(width - cut.length());
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
  }
}

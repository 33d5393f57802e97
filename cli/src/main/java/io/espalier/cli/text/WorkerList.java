package io.espalier.cli.text;

import io.espalier.service.answer.StatusAnswer.Worker;
import io.espalier.store.text.HumanFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The workers of a shared store for people: all that live, and of the silent ones those that claim
 * steps and a few of the latest.
 */
public final class WorkerList {
  /** So many silent ones that claim nothing are named; the others are counted. */
  private static final int SILENT = 3;

  private WorkerList() {}

  /**
   * A line for each.
   *
   * @param workers as an answer has them
   */
  public static List<String> lines(List<Worker> workers, Instant now) {
    Set<String> living = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Worker worker : workers) {
      if (worker.alive() && !living.add(worker.name())) {
        twice.add(worker.name());
      }
    }
    List<String> lines = new ArrayList<>();
    int silent = 0;
    for (Worker worker : workers) {
      if (worker.alive() || worker.claims() || ++silent <= SILENT) {
        lines.add(line(worker, twice.contains(worker.name()), now));
      }
    }
    if (silent > SILENT) {
      lines.add("worker " + (silent - SILENT) + " more, silent for longer");
    }
    return lines;
  }

  private static String line(Worker worker, boolean twice, Instant now) {
    return "worker "
        + worker.name()
        + " · "
        + worker.host()
        + (twice ? " process " + worker.pid() : "")
        + " · "
        + String.join(", ", worker.queues())
        + " · "
        + worker.trainers()
        + (worker.trainers() == 1 ? " trainer · " : " trainers · ")
        + (worker.alive() ? does(worker) : silence(worker, now));
  }

  private static String does(Worker worker) {
    String state = worker.draining() ? "drains" : "alive";
    return worker.running().isEmpty() ? state : state + " · " + String.join(", ", worker.running());
  }

  private static String silence(Worker worker, Instant now) {
    return "silent since "
        + HumanFormat.clock(worker.seenAt(), now)
        + (worker.claims() ? "; others go on with its tasks when its claims run out" : "");
  }
}

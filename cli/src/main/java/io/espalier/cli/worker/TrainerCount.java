package io.espalier.cli.worker;

import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.ExecutorDescriptor.Lack;
import io.espalier.engine.Executor;
import io.espalier.store.text.HumanFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many trainings a worker has at the same time: one a core, where the memory holds so many; one
 * a card, where it serves nothing but the queue of the cards.
 *
 * @param trainers at least 1
 * @param notes what its owner should know of them, a sentence each
 */
public record TrainerCount(int trainers, List<String> notes) {
  /**
   * What a training takes of the heap at least, with its data; what is known of one counts then.
   */
  static final long BYTES = 128_000_000;

  public TrainerCount {
    notes = List.copyOf(notes);
  }

  /**
   * Counts them.
   *
   * @param queues that the worker serves
   * @param asked how many somebody wants; null for as many as are sensible
   * @param cores of the machine
   * @param budgetBytes what trainings may take of the heap together
   * @param cards the executor that trains on cards
   */
  public static TrainerCount of(
      List<String> queues, @Nullable Integer asked, int cores, long budgetBytes, Executor cards) {
    List<String> notes = new ArrayList<>();
    boolean served = queues.contains(ExecutorDescriptor.CUDA_QUEUE);
    int devices = served ? devices(cards, notes) : 0;
    if (asked == null && queues.size() == 1 && devices > 0) {
      return new TrainerCount(devices, notes);
    }
    int fitting = (int) Math.max(1, Math.min(budgetBytes / BYTES, Integer.MAX_VALUE));
    int wanted = asked == null ? cores : asked;
    if (fitting < wanted) {
      notes.add(memory(asked, cores, fitting, budgetBytes));
    }
    return new TrainerCount(asked == null ? Math.min(cores, fitting) : asked, notes);
  }

  private static int devices(Executor cards, List<String> notes) {
    Optional<Lack> lack = cards.lacking();
    if (lack.isPresent()) {
      notes.add(
          "queue gpu: plans of the executor "
              + cards.name()
              + " are left to other workers ("
              + lack.get()
              + ")");
      return 0;
    }
    int devices = cards.devices();
    notes.add(
        "queue gpu: "
            + (devices == 1
                ? "one training at a time, on the card"
                : devices + " cards, one training at a time on each"));
    return devices;
  }

  private static String memory(@Nullable Integer asked, int cores, int fitting, long budgetBytes) {
    String room =
        "the heap leaves "
            + HumanFormat.bytes(budgetBytes)
            + " to trainings, enough for "
            + fitting
            + " at "
            + HumanFormat.bytes(BYTES)
            + " each (ESPALIER_JAVA_OPTS=-Xmx… gives more)";
    return asked == null
        ? "memory: fewer trainers than the " + cores + " cores, since " + room
        : "memory: trainings that do not fit wait for others to end, since " + room;
  }
}

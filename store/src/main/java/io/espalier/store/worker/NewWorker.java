package io.espalier.store.worker;

import java.util.List;

/**
 * A process that is about to work on a store.
 *
 * @param name what people call it, recorded with every attempt
 * @param host the machine
 * @param pid process id there
 * @param build version and commit of the program
 * @param queues task queues that it serves
 * @param trainers networks that it trains at the same time, at least 1
 */
public record NewWorker(
    String name, String host, long pid, String build, List<String> queues, int trainers) {
  public NewWorker {
    queues = List.copyOf(queues);
  }
}

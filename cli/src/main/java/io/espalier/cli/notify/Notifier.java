package io.espalier.cli.notify;

import io.espalier.cli.exit.CliException;
import io.espalier.service.answer.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Tells recipients what becomes of runs, each in a thread of its own: a recipient that is slow or
 * away neither holds up a run nor fails it. Safe for use by several threads.
 */
public final class Notifier implements AutoCloseable {
  /** The environment variable that stands for the option. */
  public static final String VARIABLE = "ESPALIER_NOTIFY";

  private static final List<Duration> AGAIN_AFTER =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(15));
  private static final Duration AT_THE_END = Duration.ofSeconds(40);

  private final List<Recipient> recipients;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<Duration> againAfter;
  private final Duration atTheEnd;
  private final PrintWriter err;

  /**
   * A notifier.
   *
   * @param againAfter pauses before further tries
   * @param atTheEnd how long {@link #close} waits for what is under way
   * @param err is told of what could not be delivered
   */
  Notifier(
      List<Recipient> recipients, List<Duration> againAfter, Duration atTheEnd, PrintWriter err) {
    this.recipients = recipients;
    this.againAfter = againAfter;
    this.atTheEnd = atTheEnd;
    this.err = err;
    recipients.forEach(recipient -> threads.add(Executors.newSingleThreadExecutor(Notifier::own)));
  }

  /**
   * A notifier.
   *
   * @param given URLs and commands; where there are none, that of {@link #VARIABLE}
   * @param environment variables of this process
   * @throws CliException for one that is neither a URL nor a command
   */
  public static Notifier of(List<String> given, Map<String, String> environment, PrintWriter err) {
    String variable = environment.getOrDefault(VARIABLE, "");
    List<String> texts = given.isEmpty() && !variable.isBlank() ? List.of(variable) : given;
    return new Notifier(
        texts.stream().map(text -> Recipient.of(text, environment)).toList(),
        AGAIN_AFTER,
        AT_THE_END,
        err);
  }

  /** One that tells nobody. */
  public static Notifier none(PrintWriter err) {
    return new Notifier(List.of(), AGAIN_AFTER, AT_THE_END, err);
  }

  private static Thread own(Runnable work) {
    Thread thread = new Thread(work, "espalier-notify");
    thread.setDaemon(true);
    return thread;
  }

  /** Tells all recipients; returns at once. */
  public void tell(Notice notice) {
    String json = Json.write(notice);
    for (int i = 0; i < recipients.size(); i++) {
      Recipient recipient = recipients.get(i);
      threads.get(i).execute(() -> deliver(recipient, json, notice.text()));
    }
  }

  private void deliver(Recipient recipient, String json, String text) {
    for (int tries = 0; ; tries++) {
      try {
        recipient.deliver(json, text);
        return;
      } catch (InterruptedException stopped) {
        lost(recipient, "no answer yet at the end of the command");
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException e) {
        if (tries == againAfter.size() || !pause(againAfter.get(tries))) {
          lost(recipient, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
          return;
        }
      }
    }
  }

  private static boolean pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void lost(Recipient recipient, String why) {
    err.println("note: " + recipient.name() + " could not be notified: " + why);
    err.flush();
  }

  /** Waits a little for what is under way. */
  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
    long end = System.nanoTime() + atTheEnd.toNanos();
    try {
      for (ExecutorService thread : threads) {
        if (!thread.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          thread.shutdownNow();
          var unused = thread.awaitTermination(1, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(ExecutorService::shutdownNow);
      Thread.currentThread().interrupt();
    }
  }
}

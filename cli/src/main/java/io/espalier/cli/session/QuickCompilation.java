package io.espalier.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

/**
 * Keeps the JVM's optimizing compiler for the arithmetic. The code around the trainings (SQL, the
 * workflow server, JSON) is warm enough to be optimized but runs too little to earn it back: on two
 * cores that costs the trainings of a one-minute run a tenth of their time. Such classes stay with
 * the quick compiler. No effect on any result, and none on a JVM that knows no such directives.
 */
public final class QuickCompilation {
  private static final String DIRECTIVES = "quick-compilation.json";

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private QuickCompilation() {}

  /** Begins it, in the background, once in a process: a JVM takes no more than 50 directives. */
  public static void begin() {
    if (BEGUN.getAndSet(true)) {
      return;
    }
    Thread thread = new Thread(QuickCompilation::ask, "espalier-quick-compilation");
    thread.setDaemon(true);
    thread.start();
  }

  private static void ask() {
    try {
      apply();
    } catch (IOException | JMException | JMRuntimeException e) {
      // Another kind of JVM: everything is as before, only slower.
    }
  }

  /** Returns the JVM's answer. */
  static String apply() throws IOException, JMException {
    Path file = Files.createTempFile("espalier-", ".json");
    try (InputStream directives = QuickCompilation.class.getResourceAsStream(DIRECTIVES)) {
      Files.copy(
          Objects.requireNonNull(directives, DIRECTIVES),
          file,
          StandardCopyOption.REPLACE_EXISTING);
      Object answer =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerDirectivesAdd",
                  new Object[] {new String[] {file.toString()}},
                  new String[] {String[].class.getName()});
      return String.valueOf(answer);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}

package io.espalier.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

/** Sends what libraries log to {@code logs/espalier.log} of the store; never to the terminal. */
public final class LogFile {
  private static final long LOOK_NANOS = 1_000_000;

  private LogFile() {}

  /** From now on warnings go to the file. */
  public static void open(Path home) {
    if (!(factory() instanceof LoggerContext context)) {
      return;
    }
    Path file = home.resolve("logs").resolve("espalier.log");
    try {
      Files.createDirectories(home.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{40} - %msg%n");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.addFilter(new ServerAwayFilter());
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // Every failed try would stand here with its stack; the attempt's own log says it better.
    context.getLogger("io.temporal.internal.activity").setLevel(Level.ERROR);
  }

  /** SLF4J's loggers; while another thread sets them up there is only a stand-in. */
  private static ILoggerFactory factory() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    while (factory instanceof SubstituteLoggerFactory) {
      LockSupport.parkNanos(LOOK_NANOS);
      factory = LoggerFactory.getILoggerFactory();
    }
    return factory;
  }
}

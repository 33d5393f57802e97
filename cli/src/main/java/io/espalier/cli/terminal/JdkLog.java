package io.espalier.cli.terminal;

import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Hands to SLF4J what libraries log through the JDK, which would print it on the terminal. */
final class JdkLog extends Handler {
  /** Kept: the JDK holds its loggers, and with them their handlers, only weakly. */
  private static final Logger ROOT = Logger.getLogger("");

  private JdkLog() {}

  static void forward() {
    LogManager.getLogManager().reset();
    ROOT.setLevel(Level.INFO);
    ROOT.addHandler(new JdkLog());
  }

  @Override
  public void publish(LogRecord record) {
    org.slf4j.Logger log = LoggerFactory.getLogger(String.valueOf(record.getLoggerName()));
    int level = record.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      log.error(text(record), record.getThrown());
    } else if (level >= Level.WARNING.intValue()) {
      log.warn(text(record), record.getThrown());
    } else {
      log.info(text(record), record.getThrown());
    }
  }

  private static String text(LogRecord record) {
    Object[] parameters = record.getParameters();
    String message = String.valueOf(record.getMessage());
    return parameters == null || parameters.length == 0
        ? message
        : new MessageFormat(message, java.util.Locale.ROOT).format(parameters);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

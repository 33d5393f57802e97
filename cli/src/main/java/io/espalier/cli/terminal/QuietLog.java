package io.espalier.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import org.slf4j.Logger;

/**
 * Nothing on the terminal, be it logged through SLF4J or through the JDK as gRPC does; commands
 * that own a store send warnings to a {@link LogFile}. In Java, since a file of settings would
 * start an XML parser with every command.
 */
public final class QuietLog extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getStatusManager().add(new NopStatusListener());
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    JdkLog.forward();
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}

package io.espalier.cli.exit;

import io.espalier.catalog.PluginException;
import io.espalier.cli.server.TemporalUnreachableException;
import io.espalier.data.fetch.DataUnavailableException;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.service.refusal.ServiceException;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.failure.StoreVersionException;
import io.espalier.store.step.IrreproducibleException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * An error as a person sees it.
 *
 * @param exitCode one of {@link ExitCode}
 * @param message one clear sentence, with the command that helps
 */
public record Failure(int exitCode, String message) {
  /** What to make of an exception. */
  public static Failure of(Throwable e) {
    Throwable cause = e.getCause();
    if (e instanceof UncheckedIOException && cause != null) {
      return of(cause);
    }
    String said = said(e);
    if (e instanceof CliException failure) {
      return new Failure(failure.exitCode(), said);
    }
    if (e instanceof ServiceException refused) {
      return new Failure(ExitCode.USAGE, Advice.before(refused) + said + Advice.after(refused));
    }
    if (e instanceof ExperimentException || e instanceof PluginException) {
      return new Failure(ExitCode.USAGE, said);
    }
    if (e instanceof StoreBusyException) {
      return new Failure(ExitCode.STORE_BUSY, said);
    }
    if (e instanceof StoreDamagedException || e instanceof AlteredException) {
      return new Failure(ExitCode.INTEGRITY, said);
    }
    if (e instanceof CorruptArtifactException || e instanceof IrreproducibleException) {
      return new Failure(ExitCode.INTEGRITY, said + " (see `espalier fsck`)");
    }
    if (e instanceof DataUnavailableException
        || e instanceof TemporalUnreachableException
        || e instanceof StoreVersionException
        || e instanceof StoreMisplacedException
        || e instanceof StoreRefusedException) {
      return new Failure(ExitCode.SOFTWARE, said);
    }
    if (e instanceof StoreUnavailableException) {
      return new Failure(ExitCode.SOFTWARE, said + " (see `espalier doctor`)");
    }
    return new Failure(ExitCode.SOFTWARE, said + " (run it again with --verbose for the details)");
  }

  private static String said(Throwable e) {
    String kind = e.getClass().getSimpleName();
    if (e instanceof FileSystemException file && file.getReason() == null) {
      // Their message is the file's name alone; what is wrong with it is in the name of the class.
      String words = kind.replace("Exception", "").replaceAll("(?<=.)(?=[A-Z])", " ");
      return file.getFile() + ": " + words.toLowerCase(Locale.ROOT);
    }
    return e.getMessage() == null ? kind : e.getMessage();
  }
}

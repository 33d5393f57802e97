package io.espalier.cli;

import io.espalier.catalog.PluginException;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.server.TemporalUnreachableException;
import io.espalier.data.fetch.DataUnavailableException;
import io.espalier.experiment.ExperimentException;
import io.espalier.store.StoreBusyException;
import io.espalier.store.StoreUnavailableException;
import io.espalier.store.StoreVersionException;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.step.IrreproducibleException;

/**
 * An error as a person sees it.
 *
 * @param exitCode one of {@link ExitCode}
 * @param message one clear sentence
 */
record Failure(int exitCode, String message) {
  /** What to make of an exception. */
  static Failure of(Throwable e) {
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof CliException failure) {
      return new Failure(failure.exitCode(), said);
    }
    if (e instanceof ExperimentException || e instanceof PluginException) {
      return new Failure(ExitCode.USAGE, said);
    }
    if (e instanceof StoreBusyException) {
      return new Failure(ExitCode.STORE_BUSY, said);
    }
    if (e instanceof CorruptArtifactException || e instanceof IrreproducibleException) {
      return new Failure(ExitCode.INTEGRITY, said + " (see `espalier fsck`)");
    }
    if (e instanceof DataUnavailableException
        || e instanceof TemporalUnreachableException
        || e instanceof StoreVersionException
        || e instanceof StoreUnavailableException) {
      return new Failure(ExitCode.SOFTWARE, said);
    }
    return new Failure(ExitCode.SOFTWARE, said + " (run it again with --verbose for the details)");
  }
}

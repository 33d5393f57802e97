package io.espalier.cli.owner;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.home.HomeSite;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries about the store in a folder: asks its owner where one is alive, and otherwise
 * opens the file read-only for just as long as the query takes.
 */
public final class Reader {
  private static final int TRIES = 3;

  private final Path home;

  /** A reader of the store in this folder. */
  public Reader(Path home) {
    this.home = home;
  }

  /** Answers queries. */
  public interface Source {
    /** The answer. */
    <T> T ask(Query<T> query, Arguments arguments);
  }

  /** The answer to one query. */
  public <T> T ask(Query<T> query, Arguments arguments) {
    return with(source -> source.ask(query, arguments));
  }

  /** Asks several queries of one and the same state of an idle store. */
  public <R> R with(Function<Source, R> questions) {
    @Nullable StoreBusyException busy = null;
    for (int i = 0; i < TRIES; i++) {
      Optional<OwnerClient> owner = OwnerClient.find(home);
      if (owner.isPresent()) {
        return questions.apply(owner.get());
      }
      requireStore(home);
      // Opening waits up to 5 s for the file: an owner that is just starting has no API yet.
      try (Store store = Stores.readOnly(home)) {
        return questions.apply(new Idle(HomeSite.idle(home, store)));
      } catch (StoreBusyException e) {
        busy = e;
      }
    }
    throw noAnswer(home, busy);
  }

  /** The error where the owner of a store cannot be asked. */
  static CliException noAnswer(Path home, @Nullable StoreBusyException busy) {
    String holder =
        OwnerFile.read(home)
            .filter(owner -> ProcessHandle.of(owner.pid()).isPresent())
            .map(owner -> ", probably " + owner.pid() + " (`" + owner.command() + "`)")
            .orElse("");
    return new CliException(
        ExitCode.STORE_BUSY,
        "the store in "
            + home
            + " is held by a process that does not answer"
            + holder
            + ": run the command again, or end that process",
        busy);
  }

  /** Whether there is a store in the folder at all. */
  public static boolean hasStore(Path home) {
    return Stores.exists(home);
  }

  /** Refuses to go on where there is no store. */
  public static void requireStore(Path home) {
    if (!hasStore(home)) {
      throw CliException.usage(noStore(home));
    }
  }

  /** The error where there is no store. */
  public static String noStore(Path home) {
    return "there is no store in "
        + home
        + ": start a run with `espalier run FILE`, or name the store with --home DIR or"
        + " ESPALIER_HOME";
  }

  private record Idle(View view) implements Source {
    @Override
    public <T> T ask(Query<T> query, Arguments arguments) {
      return query.of(view, arguments);
    }
  }
}

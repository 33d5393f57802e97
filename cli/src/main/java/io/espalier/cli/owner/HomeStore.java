package io.espalier.cli.owner;

import io.espalier.cli.access.Cancelling;
import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.order.Order;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store in a folder. Whoever reads or writes asks its owner where one is alive. Otherwise the
 * file is opened read-only for just as long as a query takes, and owned for as long as something is
 * written.
 */
public final class HomeStore implements StoreAccess {
  private static final int TRIES = 3;

  private final Path home;
  private final String command;
  private final Consumer<String> mended;

  /**
   * The store in this folder, if there is one.
   *
   * @param command what this process does, shown to others
   * @param mended is told what had to be mended when the store was opened
   */
  public HomeStore(Path home, String command, Consumer<String> mended) {
    this.home = home;
    this.command = command;
    this.mended = mended;
  }

  @Override
  public String name() {
    return home.toString();
  }

  /** Whether there is a store in the folder at all. */
  public static boolean exists(Path home) {
    return Stores.exists(home);
  }

  @Override
  public String missing() {
    return "there is no store in "
        + home
        + ": start a run with `espalier run FILE`, or name the store with --home DIR or"
        + " ESPALIER_HOME";
  }

  @Override
  public void require() {
    if (!exists(home)) {
      throw CliException.usage(missing());
    }
  }

  @Override
  public <R> Optional<R> ifAny(Function<Source, R> questions) {
    @Nullable StoreBusyException busy = null;
    for (int i = 0; i < TRIES; i++) {
      Optional<OwnerClient> owner = OwnerClient.find(home);
      if (owner.isPresent()) {
        return Optional.of(questions.apply(owner.get()));
      }
      if (!exists(home)) {
        return Optional.empty();
      }
      // Opening waits up to 5 s for the file: an owner that is just starting has no API yet.
      try (Store store = Stores.readOnly(home)) {
        return Optional.of(questions.apply(new Idle(HomeSite.idle(home, store))));
      } catch (StoreBusyException e) {
        busy = e;
      }
    }
    throw noAnswer(home, busy);
  }

  private record Idle(View view) implements Source {
    @Override
    public <T> T ask(Query<T> query, Arguments arguments) {
      return query.of(view, arguments);
    }
  }

  @Override
  public <T> T carryOut(Order<T> order, Consumer<String> elsewhere) {
    return carryOut(order, elsewhere, this::owned);
  }

  @Override
  public <T> T carryOutOrRead(Order<T> order, Consumer<String> elsewhere) {
    return carryOut(order, elsewhere, this::ownedOrRead);
  }

  private <T> T carryOut(Order<T> order, Consumer<String> elsewhere, Supplier<Store> idle) {
    Optional<OwnerClient> owner = OwnerClient.find(home);
    if (owner.isPresent()) {
      elsewhere.accept(owner.get().info().describe());
      return owner.get().carryOut(order);
    }
    try (Store store = idle.get()) {
      return order.carryOut(home, store);
    }
  }

  /** A full disk and a store of other people keep one from marking, not from looking. */
  private Store ownedOrRead() {
    try {
      return owned();
    } catch (CliException refused) {
      throw refused;
    } catch (RuntimeException cannotWrite) {
      try {
        return Stores.readOnly(home);
      } catch (RuntimeException cannotRead) {
        cannotWrite.addSuppressed(cannotRead);
        throw cannotWrite;
      }
    }
  }

  @Override
  public Cancelling.Answer cancel(@Nullable String run) {
    Optional<OwnerClient> owner = OwnerClient.find(home);
    if (owner.isPresent()) {
      return new Cancelling.Answer(owner.get().cancel(run), List.of());
    }
    try (Store store = owned()) {
      return Cancelling.cancelled(store, Find.run(store, run));
    }
  }

  @Override
  public <T> T own(Function<View, T> work) {
    if (OwnerClient.find(home).isPresent()) {
      throw refuse(home, new StoreBusyException("owned"));
    }
    try (Store store = owned()) {
      return work.apply(HomeSite.idle(home, store));
    }
  }

  private Store owned() {
    require();
    try {
      Store store = Stores.own(home, command);
      store.notices().forEach(mended);
      return store;
    } catch (StoreBusyException busy) {
      throw refuse(home, busy);
    }
  }

  /** The error where another process owns the store. */
  public static CliException refuse(Path home, StoreBusyException busy) {
    return OwnerClient.find(home)
        .map(
            owner ->
                new CliException(
                    ExitCode.STORE_BUSY,
                    "the store in "
                        + home
                        + " is owned by "
                        + owner.info().describe()
                        + ": wait for it, stop it with `espalier cancel`, or use another store"
                        + " with --home DIR"))
        .orElseGet(() -> noAnswer(home, busy));
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
}

package io.espalier.cli.access;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.order.Order;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store that a command works on, wherever it is. */
public interface StoreAccess {
  /** Answers queries. */
  interface Source {
    /** The answer. */
    <T> T ask(Query<T> query, Arguments arguments);
  }

  /** What people know the store by. */
  String name();

  /** Why there is nothing to look at where there is no store yet, and what to do. */
  String missing();

  /**
   * Refuses to go on where there is no store yet.
   *
   * @throws CliException when there is none
   */
  void require();

  /** Asks several queries of one and the same state of a store; empty where there is none yet. */
  <R> Optional<R> ifAny(Function<Source, R> questions);

  /**
   * As {@link #ifAny}.
   *
   * @throws CliException when there is no store
   */
  default <R> R with(Function<Source, R> questions) {
    return ifAny(questions).orElseThrow(() -> CliException.usage(missing()));
  }

  /** The answer to one query. */
  default <T> T ask(Query<T> query, Arguments arguments) {
    return with(source -> source.ask(query, arguments));
  }

  /**
   * Carries out an order.
   *
   * @param elsewhere is told of the process that does it, where it is not this one
   */
  <T> T carryOut(Order<T> order, Consumer<String> elsewhere);

  /** As {@link #carryOut}, for an order that marks what it finds where the store can be written. */
  <T> T carryOutOrRead(Order<T> order, Consumer<String> elsewhere);

  /**
   * Does in this process what no other can be asked for.
   *
   * @throws CliException when another process owns the store
   */
  <T> T own(Function<View, T> work);

  /**
   * Cancels a run, unless it has something to tear down and no process walks it.
   *
   * @param run its id or the beginning of it, the latest where null
   * @throws CliException when the run has ended already
   */
  Cancelling.Answer cancel(@Nullable String run);
}

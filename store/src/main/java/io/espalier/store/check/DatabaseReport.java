package io.espalier.store.check;

import java.time.Duration;

/**
 * A PostgreSQL database, looked at without changing anything.
 *
 * @param server version of the server, such as {@code 15.4}
 * @param user the role that this process has there
 * @param encrypted whether the connection is
 * @param clockAhead how far the database's clock is ahead of this machine's; negative where behind
 * @param version of the tables; −1 where there is no store yet
 * @param latest version that this program works with
 * @param mayRead whether the role may read the tables
 * @param mayWrite whether it may change them
 * @param mayMake whether it may make tables
 */
public record DatabaseReport(
    String server,
    String user,
    boolean encrypted,
    Duration clockAhead,
    int version,
    int latest,
    boolean mayRead,
    boolean mayWrite,
    boolean mayMake) {}

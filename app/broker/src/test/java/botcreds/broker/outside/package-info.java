/** The packaged broker as its own process, driven from outside: bots over HTTP, people in Slack, git, kill -9. */
@org.jspecify.annotations.NullMarked
package botcreds.broker.outside;

package botcreds.command.exec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Hears of a signal instead of dying of it. {@code sun.misc.Signal} is in every JDK (module jdk.unsupported), but the compiler
 * warns of it, so it is called by name; where it is missing the JVM's own way remains, which ends the command.
 */
final class Signals {
    private Signals() {}

    /** @param heard gets the name without {@code SIG} */
    static void on(String name, Consumer<String> heard) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            heard.accept(name);
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            Object unused =
                    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InstantiationException
                | InvocationTargetException notHere) {
            // As the class comment says.
        }
    }
}

package leadhook.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.time.ZoneId;
import java.util.Locale;

/** How somebody looks at pages: on what, in which colours, and whether scripts run. He is in India, whose days begin at half past six in the evening of UTC. */
record Look(Device device, ColorScheme scheme, boolean scripts) {
    static final ZoneId ZONE = ZoneId.of("Asia/Kolkata");
    static final Locale LOCALE = Locale.UK;

    enum Device {
        DESKTOP(1280, 800),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Device(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    static Look on(Device device) {
        return new Look(device, ColorScheme.LIGHT, true);
    }

    Look in(ColorScheme other) {
        return new Look(device, other, scripts);
    }

    Look withoutScripts() {
        return new Look(device, scheme, false);
    }

    /** As files are named after it. */
    String name() {
        return (device + "-" + scheme).toLowerCase(Locale.ROOT);
    }

    NewContextOptions context() {
        return new NewContextOptions()
                .setViewportSize(device.width, device.height)
                .setIsMobile(device == Device.PHONE)
                .setHasTouch(device == Device.PHONE)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(scripts)
                .setLocale(LOCALE.toLanguageTag())
                .setTimezoneId(ZONE.getId());
    }
}

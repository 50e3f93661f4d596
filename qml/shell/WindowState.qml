import QtQuick
import Saltern.Studio
import Saltern.Ui

// Where the window was and what was open in it, from one session to the next.
QtObject {
    id: state

    required property var window
    required property var dialogs

    function restore(): void {
        const size = Preferences.windowGeometry;
        if (!size || size.width <= 0)
            return;
        window.x = size.x;
        window.y = size.y;
        window.width = Math.max(window.minimumWidth, size.width);
        window.height = Math.max(window.minimumHeight, size.height);
    }
    function keep(): void {
        if ("windowGeometry" in Preferences && window.visibility === Window.Windowed)
            Preferences.windowGeometry = Qt.rect(window.x, window.y, window.width, window.height);
    }
    function quit(): void {
        keep();
        Qt.quit();
    }
    // While pipelines run the window goes into the tray, when there is one.
    function closing(event: var): void {
        keep();
        if (window.hasTray && EngineClient.pipelines.count > 0) {
            event.accepted = false;
            window.hide();
            window.wentToTray();
        } else {
            Qt.callLater(Qt.quit);
        }
    }
}

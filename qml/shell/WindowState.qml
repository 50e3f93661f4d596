import QtQuick
import Saltern.Studio
import Saltern.Ui

// Where the window was and what was open in it, from one session to the next.
QtObject {
    id: state

    required property var window
    required property var dialogs

    readonly property Connections trayNews: Connections {
        target: Tray
        function onWindowWanted() {
            state.window.show();
            state.window.raise();
            state.window.requestActivate();
        }
        function onQuitWanted() { state.quit(); }
    }

    function restore(): void {
        const size = Preferences.windowGeometry;
        if (size.width > 0) {
            window.x = size.x;
            window.y = size.y;
            window.width = Math.max(window.minimumWidth, size.width);
            window.height = Math.max(window.minimumHeight, size.height);
        }
    }
    function keep(): void {
        if (window.visibility === Window.Windowed)
            Preferences.windowGeometry = Qt.rect(window.x, window.y, window.width, window.height);
    }
    function quit(): void {
        keep();
        Qt.quit();
    }
    // While pipelines run the window goes into the tray, when there is one.
    function closing(event: var): void {
        keep();
        if (!window.picture && Tray.available && EngineClient.pipelines.count > 0) {
            event.accepted = false;
            Tray.show();
            window.hide();
        } else {
            Qt.callLater(Qt.quit);
        }
    }
}

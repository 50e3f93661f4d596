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
    // What was open, unless something else is wanted; then what a crash left behind.
    function reopen(wanted: bool): void {
        if (!wanted)
            Workspace.restoreSession();
        dialogs.offerRecovery();
    }
    function keep(): void {
        if (window.visibility === Window.Windowed)
            Preferences.windowGeometry = Qt.rect(window.x, window.y, window.width, window.height);
    }
    function quit(): void {
        keep();
        if (Workspace.unsavedCount() > 0)
            dialogs.askQuit();
        else
            Qt.quit();
    }
    // While pipelines run the window goes into the tray, when there is one.
    function closing(event: var): void {
        keep();
        if (window.hasTray && EngineClient.pipelines.count > 0) {
            event.accepted = false;
            window.hide();
            window.wentToTray();
        } else if (Workspace.unsavedCount() > 0) {
            event.accepted = false;
            dialogs.askQuit();
        } else {
            Qt.callLater(Qt.quit);
        }
    }
}

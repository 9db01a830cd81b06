/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-window.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-host-dialog.h"
#include "beseda-people-popover.h"
#include "beseda-security-button.h"
#include "beseda-shortcuts.h"
#include "beseda-tab-strip.h"
#include "beseda-tabs.h"
#include "beseda-toolkit.h"
#include "beseda-window-size.h"

struct _BesedaWindow
{
  AdwApplicationWindow parent_instance;

  AdwHeaderBar *header_bar;
  BesedaTabStrip *tab_strip;
  AdwTabView *tab_view;
  GtkMenuButton *main_button;
  GMenuModel *main_menu;
  GtkMenuButton *people_button;
  AdwBin *security_bin;

  BesedaProfile *profile;
  GSettings *settings;         /* the profile's */
  GBindingGroup *selected_tab; /* what the header shows of it */
  AdwWindowTitle *window_title;
  gboolean deciding;   /* the person is being asked whether to close it */
  gboolean leaving;    /* the person has agreed */
  char *notifications; /* of the selected tab */
};

typedef enum
{
  PROP_SESSION = 1,   /* the room of the selected tab; NULL in a lobby */
  PROP_NOTIFICATIONS, /* what the person chose for that room */
} Property;

static GParamSpec *properties[PROP_NOTIFICATIONS + 1];

enum
{
  TAB_ATTACHED,
  KEEP_RUNNING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaWindow, beseda_window, ADW_TYPE_APPLICATION_WINDOW)

static BesedaTab *
get_selected_tab (BesedaWindow *self)
{
  return beseda_tabs_get_selected (self->tab_view);
}

static void
update_active (BesedaWindow *self)
{
  beseda_tabs_set_active (self->tab_view, gtk_window_is_active (GTK_WINDOW (self)));
}

static BesedaTab *
add_tab (BesedaWindow *self)
{
  if (adw_tab_view_get_n_pages (self->tab_view) > 0)
    beseda_tab_strip_expect_more (self->tab_strip);

  return beseda_tabs_append (self->tab_view, self->profile);
}

/* A tab to join a room in: the selected one, where it is still a lobby, or a new one. */
static BesedaTab *
ensure_lobby (BesedaWindow *self)
{
  BesedaTab *tab = get_selected_tab (self);

  return tab != NULL && beseda_tab_is_idle_lobby (tab) ? tab : add_tab (self);
}

static void
new_tab (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (add_tab (BESEDA_WINDOW (widget))));
}

static void
close_tab (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BesedaWindow *self = BESEDA_WINDOW (widget);
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tab_view);

  if (page != NULL)
    adw_tab_view_close_page (self->tab_view, page);
}

static void
join (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_tab_focus_address (ensure_lobby (BESEDA_WINDOW (widget)));
}

static void
on_hosted (GtkWidget *asked, BesedaHostedRoom *room, gpointer user_data)
{
  beseda_window_host (user_data, room);
}

static void
host_room (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BesedaWindow *self = BESEDA_WINDOW (widget);
  GtkWidget *dialog = beseda_host_dialog_new (beseda_profile_get_host (self->profile), self->settings);

  g_signal_connect_object (dialog, "hosted", G_CALLBACK (on_hosted), self, 0);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_shortcuts (GtkWidget *widget, const char *action, GVariant *parameter)
{
  beseda_shortcuts_show (GTK_WINDOW (widget));
}

static void
show_people (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (BESEDA_WINDOW (widget)->people_button);
}

static void
export_room (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const gboolean lines = g_str_equal (g_variant_get_string (parameter, NULL), "jsonl");

  beseda_tab_export (get_selected_tab (BESEDA_WINDOW (widget)), lines ? BESEDA_EXPORT_JSON_LINES : BESEDA_EXPORT_HTML);
}

/* The regions are the header, the tabs and what the tab has; who goes past the last comes to the first. */
static void
focus_region (GtkWidget *widget, const char *action, GVariant *parameter)
{
  BesedaWindow *self = BESEDA_WINDOW (widget);
  const gboolean forward = g_str_equal (action, "win.next-region");
  const GtkDirectionType direction = forward ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD;
  BesedaTab *tab = get_selected_tab (self);
  GtkWidget *const regions[] = { GTK_WIDGET (self->header_bar), GTK_WIDGET (self->tab_strip), GTK_WIDGET (tab) };
  const int n_regions = G_N_ELEMENTS (regions);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  int current = n_regions - 1;

  for (int i = 0; i < n_regions; i++)
    if (focus != NULL && regions[i] != NULL && gtk_widget_is_ancestor (focus, regions[i]))
      current = i;

  if (current == n_regions - 1 && tab != NULL && beseda_tab_focus_region (tab, direction))
    return;

  for (int i = 1; i <= n_regions; i++)
    {
      GtkWidget *region = regions[(current + (forward ? i : n_regions - i)) % n_regions];

      if (region == GTK_WIDGET (tab) ? beseda_tab_focus_region (tab, direction)
                                     : gtk_widget_child_focus (region, GTK_DIR_TAB_FORWARD))
        return;
    }
}

static void
on_close_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwTabPage) page = user_data;
  BesedaWindow *self = BESEDA_WINDOW (source);
  const gboolean confirmed = beseda_dialogs_confirm_finish (result, NULL);
  GtkWidget *view;

  if (self->leaving) /* everything was closed meanwhile */
    return;

  if (confirmed)
    beseda_tab_leave (beseda_tabs_get (page));
  view = gtk_widget_get_ancestor (adw_tab_page_get_child (page), ADW_TYPE_TAB_VIEW); /* perhaps in no window any more */
  adw_tab_view_close_page_finish (ADW_TAB_VIEW (view), page, confirmed);
}

static gboolean
on_close_page (AdwTabView *view, AdwTabPage *page, gpointer user_data)
{
  BesedaWindow *self = user_data;
  BesedaTab *tab = beseda_tabs_get (page);
  g_autoptr (BesedaHosting) hosting = beseda_hosting_new ();
  g_autofree char *body = NULL;

  beseda_tab_add_hosting (tab, hosting);
  if (hosting->n_rooms == 0 || self->leaving)
    {
      beseda_tab_leave (tab);
      return GDK_EVENT_PROPAGATE;
    }

  body = beseda_hosting_describe_closing (hosting);
  beseda_dialogs_confirm_async (GTK_WINDOW (self), _ ("Close Your Room?"), body, _ ("_Keep Open"), _ ("_Close Room"),
                                on_close_confirmed, g_object_ref (page));
  return GDK_EVENT_STOP;
}

static void
on_page_attached (AdwTabView *view, AdwTabPage *page, int position, gpointer user_data)
{
  g_signal_connect_object (beseda_tabs_get (page), "hosted", G_CALLBACK (on_hosted), user_data, 0);
  g_signal_emit (user_data, signals[TAB_ATTACHED], 0, beseda_tabs_get (page));
}

static void
on_page_detached (AdwTabView *view, AdwTabPage *page, int position, gpointer user_data)
{
  BesedaWindow *self = user_data;

  g_signal_handlers_disconnect_by_func (beseda_tabs_get (page), on_hosted, self);
  g_object_set (beseda_tabs_get (page), "active", FALSE, NULL);
  if (adw_tab_view_get_n_pages (view) > 0)
    return;

  beseda_window_size_save (GTK_WINDOW (self), self->settings);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_selected_page (BesedaWindow *self)
{
  g_binding_group_set_source (self->selected_tab, get_selected_tab (self));
  update_active (self);
}

static void
on_closing_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaWindow) self = user_data;
  const BesedaClosing closing = beseda_hosting_decide_closing_finish (result);

  self->deciding = FALSE;
  if (closing == BESEDA_CLOSING_CLOSE_ROOM)
    beseda_window_leave_all (self);
  else if (closing == BESEDA_CLOSING_KEEP_RUNNING)
    g_signal_emit (self, signals[KEEP_RUNNING], 0);
}

/* Of those that the person sees. */
static gboolean
is_last (BesedaWindow *self)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (BESEDA_IS_WINDOW (window) && window != GTK_WIDGET (self) && gtk_widget_get_visible (window))
        return FALSE;
    }

  return TRUE;
}

static gboolean
beseda_window_close_request (GtkWindow *window)
{
  BesedaWindow *self = BESEDA_WINDOW (window);
  g_autoptr (BesedaHosting) hosting = beseda_hosting_new ();

  if (self->deciding) /* a desktop may close it over and over */
    return GDK_EVENT_STOP;

  beseda_window_add_hosting (self, hosting);
  self->deciding = hosting->n_rooms > 0;
  if (!self->deciding)
    beseda_window_leave_all (self);
  else
    beseda_hosting_decide_closing_async (hosting, window, is_last (self) ? self->settings : NULL, on_closing_decided,
                                         g_object_ref (self));

  return GDK_EVENT_STOP;
}

static BesedaWindow *
create_empty (GtkApplication *application, BesedaProfile *profile)
{
  BesedaWindow *self = g_object_new (BESEDA_TYPE_WINDOW, "application", application, NULL);

  self->profile = g_object_ref (profile);
  self->settings = g_object_ref (beseda_profile_get_settings (profile));

  beseda_window_size_restore (GTK_WINDOW (self), self->settings);

  return self;
}

/* A tab that was dragged out goes on in a window of its own. */
static AdwTabView *
on_create_window (AdwTabView *view, gpointer user_data)
{
  BesedaWindow *self = user_data;
  BesedaWindow *other = create_empty (gtk_window_get_application (GTK_WINDOW (self)), self->profile);

  gtk_window_present (GTK_WINDOW (other));

  return other->tab_view;
}

static void
update_actions (BesedaWindow *self, gboolean in_room)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-people", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export", in_room);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.notifications", in_room);
}

/* What most never open costs nothing at the start. */
static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, BESEDA_WINDOW (user_data)->main_menu);
}

static void
show_people_of (BesedaWindow *self, BesedaSession *session)
{
  GtkPopover *popover = gtk_menu_button_get_popover (self->people_button);

  if (popover == NULL && session != NULL)
    {
      popover = GTK_POPOVER (beseda_people_popover_new ());
      gtk_menu_button_set_popover (self->people_button, GTK_WIDGET (popover));
    }
  if (popover != NULL)
    beseda_people_popover_set_session (BESEDA_PEOPLE_POPOVER (popover), session);
}

static void
show_security_of (BesedaWindow *self, BesedaSession *session)
{
  GtkWidget *button = adw_bin_get_child (self->security_bin);

  if (button == NULL && session != NULL)
    {
      button = beseda_security_button_new ();
      adw_bin_set_child (self->security_bin, button);
      g_object_bind_property (button, "visible", self->security_bin, "visible", G_BINDING_SYNC_CREATE);
    }
  if (button != NULL)
    beseda_security_button_set_session (BESEDA_SECURITY_BUTTON (button), session);
}

static void
beseda_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaWindow *self = BESEDA_WINDOW (object);

  if (id == PROP_NOTIFICATIONS)
    g_value_set_string (value, self->notifications != NULL ? self->notifications : "default");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
beseda_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaWindow *self = BESEDA_WINDOW (object);

  switch ((Property) id)
    {
    case PROP_SESSION:
      gtk_widget_set_visible (GTK_WIDGET (self->people_button), g_value_get_object (value) != NULL);
      show_people_of (self, g_value_get_object (value));
      show_security_of (self, g_value_get_object (value));
      update_actions (self, g_value_get_object (value) != NULL);
      break;
    case PROP_NOTIFICATIONS:
      g_free (self->notifications);
      self->notifications = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_window_dispose (GObject *object)
{
  BesedaWindow *self = BESEDA_WINDOW (object);

  /* Pages are closed one after the other on the way down; nobody looks at them any more. */
  if (self->tab_view != NULL)
    g_signal_handlers_disconnect_by_data (self->tab_view, self);
  if (self->selected_tab != NULL)
    {
      g_binding_group_set_source (self->selected_tab, NULL);
      g_object_set (self, "session", NULL, NULL); /* GTK keeps a popover that was shown, and it would keep the room */
    }
  g_clear_object (&self->selected_tab);
  g_clear_pointer (&self->notifications, g_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_WINDOW);

  G_OBJECT_CLASS (beseda_window_parent_class)->dispose (object);
}

static void
beseda_window_class_init (BesedaWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = beseda_window_get_property;
  G_OBJECT_CLASS (klass)->set_property = beseda_window_set_property;
  G_OBJECT_CLASS (klass)->dispose = beseda_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = beseda_window_close_request;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, BESEDA_TYPE_SESSION,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NOTIFICATIONS] = g_param_spec_string ("notifications", NULL, NULL, "default",
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);

  signals[TAB_ATTACHED] = g_signal_new ("tab-attached", BESEDA_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, BESEDA_TYPE_TAB);
  signals[KEEP_RUNNING] = g_signal_new ("keep-running", BESEDA_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);

  beseda_toolkit_name_menus ();
  g_type_ensure (BESEDA_TYPE_SECURITY_BUTTON);
  g_type_ensure (BESEDA_TYPE_TAB_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, main_button);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, people_button);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, security_bin);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, tab_strip);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, BesedaWindow, window_title);

  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, new_tab);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab);
  gtk_widget_class_install_action (widget_class, "win.join", NULL, join);
  gtk_widget_class_install_action (widget_class, "win.host", NULL, host_room);
  gtk_widget_class_install_action (widget_class, "win.show-people", NULL, show_people);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.export", "s", export_room);
  gtk_widget_class_install_property_action (widget_class, "win.notifications", "notifications");
  gtk_widget_class_install_action (widget_class, "win.next-region", NULL, focus_region);
  gtk_widget_class_install_action (widget_class, "win.previous-region", NULL, focus_region);
}

static void
beseda_window_init (BesedaWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  beseda_tab_strip_set_view (self->tab_strip, self->tab_view);
  gtk_menu_button_set_create_popup_func (self->main_button, create_menu, self, NULL);

  self->selected_tab = g_binding_group_new ();
  g_binding_group_bind (self->selected_tab, "title", self->window_title, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->selected_tab, "title", self, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->selected_tab, "subtitle", self->window_title, "subtitle", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->selected_tab, "session", self, "session", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->selected_tab, "notifications", self, "notifications",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  g_signal_connect (self->tab_view, "close-page", G_CALLBACK (on_close_page), self);
  g_signal_connect (self->tab_view, "create-window", G_CALLBACK (on_create_window), self);
  g_signal_connect (self->tab_view, "page-attached", G_CALLBACK (on_page_attached), self);
  g_signal_connect (self->tab_view, "page-detached", G_CALLBACK (on_page_detached), self);
  g_signal_connect_swapped (self->tab_view, "notify::selected-page", G_CALLBACK (on_selected_page), self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (update_active), NULL);
}

BesedaWindow *
beseda_window_new (GtkApplication *application, BesedaProfile *profile)
{
  BesedaWindow *self = create_empty (application, profile);

  gtk_widget_grab_focus (GTK_WIDGET (add_tab (self)));

  return self;
}

BesedaWindow *
beseda_window_new_with_tabs (GtkApplication *application, BesedaProfile *profile, AdwTabView *tabs)
{
  BesedaWindow *self = create_empty (application, profile);

  /* In this order: a window that gets tabs before it is there, GTK 4.8 tells readers to be something else. */
  gtk_window_present (GTK_WINDOW (self));
  beseda_tabs_move_all (tabs, self->tab_view);
  gtk_widget_grab_focus (GTK_WIDGET (get_selected_tab (self)));

  return self;
}

void
beseda_window_give_tabs (BesedaWindow *self, AdwTabView *to)
{
  g_return_if_fail (BESEDA_IS_WINDOW (self));

  /* One tab after the other is selected on the way out, and the person sees none of them. */
  g_signal_handlers_disconnect_by_func (self->tab_view, on_selected_page, self);
  beseda_toolkit_close_all (GTK_WINDOW (self));
  beseda_tabs_move_all (self->tab_view, to);
}

void
beseda_window_join (BesedaWindow *self, const char *login, const char *address)
{
  g_autoptr (BesedaAddress) parsed = beseda_address_parse (address, NULL);
  BesedaTab *tab = get_selected_tab (self);

  for (int i = 0; parsed != NULL && i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tab_view, i);

      if (beseda_tab_is_in_room (beseda_tabs_get (page), login, parsed))
        {
          adw_tab_view_set_selected_page (self->tab_view, page);
          return;
        }
    }

  beseda_tab_set_target (tab != NULL && beseda_tab_is_blank (tab) ? tab : add_tab (self), login, address);
}

void
beseda_window_show_tab (BesedaWindow *self, BesedaTab *tab)
{
  g_return_if_fail (BESEDA_IS_WINDOW (self));

  adw_tab_view_set_selected_page (self->tab_view, adw_tab_view_get_page (self->tab_view, GTK_WIDGET (tab)));
  gtk_window_present (GTK_WINDOW (self));
}

void
beseda_window_host (BesedaWindow *self, BesedaHostedRoom *room)
{
  beseda_tab_join_hosted (ensure_lobby (self), room);
}

void
beseda_window_add_hosting (BesedaWindow *self, BesedaHosting *hosting)
{
  beseda_tabs_add_hosting (self->tab_view, hosting);
}

void
beseda_window_leave_all (BesedaWindow *self)
{
  g_return_if_fail (BESEDA_IS_WINDOW (self));

  self->leaving = TRUE;
  beseda_toolkit_close_all (GTK_WINDOW (self));
  beseda_window_size_save (GTK_WINDOW (self), self->settings);
  beseda_tabs_leave_all (self->tab_view);

  gtk_window_destroy (GTK_WINDOW (self));
}
